/**
 * Columns in memory: immutable, off-heap, of a few kinds; how they are built from Arrow vectors and
 * read as chunks. Arrow vectors flow in, chunks flow out. It knows no files and no plans.
 */
@NullMarked
package dev.tadashi.engine.column;

import org.jspecify.annotations.NullMarked;
