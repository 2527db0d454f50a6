/**
 * Signatures of scalar and aggregate functions: names, arguments, result types and one line of
 * documentation each. Kernels live in the engine.
 */
@NullMarked
package dev.tadashi.model.function;

import org.jspecify.annotations.NullMarked;
