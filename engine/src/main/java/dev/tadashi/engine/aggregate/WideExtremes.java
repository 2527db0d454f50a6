package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.memory.Int128;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.engine.vector.WideVec;
import java.util.Arrays;

/** Of decimals of more than 18 digits. */
final class WideExtremes extends Extremes {
  private long[] high = new long[0];
  private long[] low = new long[0];

  WideExtremes(boolean greatest) {
    super(greatest);
  }

  @Override
  void resize(int length) {
    high = Arrays.copyOf(high, length);
    low = Arrays.copyOf(low, length);
  }

  @Override
  void add(int[] groups, Vec vec, int n) {
    WideVec values = (WideVec) vec;
    for (int i = 0; i < n; i++) {
      if (!Vec.isNull(values.nulls(), i)) {
        offer(groups[i], values.high()[i], values.low()[i]);
      }
    }
  }

  private void offer(int group, long newHigh, long newLow) {
    int order = Int128.compare(newHigh, newLow, high[group], low[group]);
    if (!seen[group] || (greatest ? order > 0 : order < 0)) {
      high[group] = newHigh;
      low[group] = newLow;
      seen[group] = true;
    }
  }

  @Override
  Vec read(int[] groups, int n, Scratch scratch) {
    long[] highs = scratch.longs();
    long[] lows = scratch.longs();
    for (int i = 0; i < n; i++) {
      highs[i] = high[groups[i]];
      lows[i] = low[groups[i]];
    }
    return new WideVec(highs, lows, unseen(groups, n, scratch));
  }

  @Override
  long heapBytes() {
    return low.length * 17L;
  }
}
