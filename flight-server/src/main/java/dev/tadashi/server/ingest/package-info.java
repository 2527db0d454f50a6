/**
 * Writes into managed tables, for every door: rows flow in as Arrow batches, on to workers without
 * being looked at, and a commit makes the files that these wrote visible. It knows no transport of
 * clients and no format of files.
 */
@NullMarked
package dev.tadashi.server.ingest;

import org.jspecify.annotations.NullMarked;
