package dev.tadashi.engine.vector;

import org.jspecify.annotations.Nullable;

/** Decimals of more than 18 digits: scaled 128-bit integers, two's complement. */
public record WideVec(long[] high, long[] low, boolean @Nullable [] nulls) implements Vec {
  @Override
  public Vec gather(int[] rows, int n, Scratch scratch) {
    long[] highs = scratch.longs();
    long[] lows = scratch.longs();
    for (int i = 0; i < n; i++) {
      highs[i] = high[rows[i]];
      lows[i] = low[rows[i]];
    }
    return new WideVec(highs, lows, Vec.gatherNulls(nulls, rows, n, scratch));
  }
}
