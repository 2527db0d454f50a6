/** Microbenchmarks of the engine's parts, run by {@code ./tadashi bench kernels}. */
@NullMarked
package dev.tadashi.bench;

import org.jspecify.annotations.NullMarked;
