/**
 * What both processes do as processes: read their settings, say that they are ready, run until they
 * are told to stop, and end with a line and a code when they cannot.
 */
@NullMarked
package dev.tadashi.flight.process;

import org.jspecify.annotations.NullMarked;
