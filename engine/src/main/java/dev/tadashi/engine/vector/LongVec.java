package dev.tadashi.engine.vector;

import org.jspecify.annotations.Nullable;

/**
 * Integers of any width (unsigned 64 bits as their bit pattern), dates, times, timestamps, decimals
 * of up to 18 digits (scaled), and conditions (0 or 1).
 */
public record LongVec(long[] values, boolean @Nullable [] nulls) implements Vec {
  @Override
  public Vec gather(int[] rows, int n, Scratch scratch) {
    long[] gathered = scratch.longs();
    for (int i = 0; i < n; i++) {
      gathered[i] = values[rows[i]];
    }
    return new LongVec(gathered, Vec.gatherNulls(nulls, rows, n, scratch));
  }
}
