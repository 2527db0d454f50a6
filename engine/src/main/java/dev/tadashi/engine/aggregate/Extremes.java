package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import java.util.Arrays;

/** The least or greatest value so far of all groups. */
abstract sealed class Extremes permits LongExtremes, DoubleExtremes, WideExtremes, BytesExtremes {
  final boolean greatest;

  /** Whether the group has a value. */
  boolean[] seen = new boolean[0];

  Extremes(boolean greatest) {
    this.greatest = greatest;
  }

  final void grow(int groups) {
    if (groups > seen.length) {
      int length = Growth.length(seen.length, groups);
      seen = Arrays.copyOf(seen, length);
      resize(length);
    }
  }

  final boolean[] unseen(int[] groups, int n, Scratch scratch) {
    boolean[] nulls = scratch.flags();
    for (int i = 0; i < n; i++) {
      nulls[i] = !seen[groups[i]];
    }
    return nulls;
  }

  abstract void resize(int length);

  abstract void add(int[] groups, Vec values, int n);

  abstract Vec read(int[] groups, int n, Scratch scratch);

  abstract long heapBytes();
}
