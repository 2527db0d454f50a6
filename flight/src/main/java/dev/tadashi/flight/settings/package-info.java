/**
 * All settings of both processes: a record per concern, and which concerns a process has. Flags,
 * variables, the settings file, the help and docs/configuration.md follow from the records.
 */
@NullMarked
package dev.tadashi.flight.settings;

import org.jspecify.annotations.NullMarked;
