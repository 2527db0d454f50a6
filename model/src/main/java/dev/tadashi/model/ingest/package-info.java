/**
 * What is written into managed tables: how, and what came of it. It knows no file and no format.
 */
@NullMarked
package dev.tadashi.model.ingest;

import org.jspecify.annotations.NullMarked;
