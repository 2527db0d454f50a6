package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import org.jspecify.annotations.Nullable;

/** An aggregate of two arguments; a row in which either is null is left out. */
interface PairAccumulator extends Accumulator {
  /** Adds rows to their groups. */
  void add(int[] groups, Vec first, Vec second, int n, Scratch scratch);

  @Override
  default void add(int[] groups, @Nullable Vec argument, int n, Scratch scratch) {
    throw new IllegalArgumentException("one argument instead of two");
  }
}
