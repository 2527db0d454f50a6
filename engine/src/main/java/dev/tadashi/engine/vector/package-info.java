/**
 * Values of one chunk (at most {@link dev.tadashi.engine.vector.Scratch#CHUNK} rows) on the heap:
 * what kernels of expressions and aggregates take and make. It knows no columns and no plans.
 */
@NullMarked
package dev.tadashi.engine.vector;

import org.jspecify.annotations.NullMarked;
