/**
 * Writes columns of the engine as Parquet files, straight into an object store: codes stay codes,
 * and a file's statistics are those of its columns. It knows no tables.
 */
@NullMarked
package dev.tadashi.formats.parquet;

import org.jspecify.annotations.NullMarked;
