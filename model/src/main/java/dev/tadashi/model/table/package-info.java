/**
 * Tables, the files they are made of, and partitions: the unit of placement and caching, identified
 * by file, ETag and row groups.
 */
@NullMarked
package dev.tadashi.model.table;

import org.jspecify.annotations.NullMarked;
