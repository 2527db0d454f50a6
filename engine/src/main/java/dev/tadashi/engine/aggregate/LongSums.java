package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.memory.Int128;
import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.engine.vector.WideVec;
import dev.tadashi.model.type.DataType;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sums of integers of at most 32 bits in 64 bits, which one table's rows cannot overflow; merging
 * many tables is checked. Saved as {@link ExactSums} saves.
 */
final class LongSums implements Sums {
  private long[] sums = new long[0];

  @Override
  public List<DataType> stateTypes() {
    return List.of(ExactSums.STATE);
  }

  @Override
  public void grow(int groups) {
    if (groups > sums.length) {
      sums = Arrays.copyOf(sums, Growth.length(sums.length, groups));
    }
  }

  @Override
  public void add(int[] groups, Vec vec, int n) {
    long[] values = ((LongVec) vec).values();
    boolean @Nullable [] nulls = vec.nulls();
    if (nulls == null) {
      addAll(groups, values, n);
    } else {
      for (int i = 0; i < n; i++) {
        sums[groups[i]] += nulls[i] ? 0 : values[i];
      }
    }
  }

  private void addAll(int[] groups, long[] values, int n) {
    long[] to = sums;
    for (int i = 0; i < n; i++) {
      to[groups[i]] += values[i];
    }
  }

  @Override
  public void merge(int[] groups, Vec[] states, int first, int n) {
    WideVec wides = (WideVec) states[first];
    for (int i = 0; i < n; i++) {
      long low = wides.low()[i];
      long before = sums[groups[i]];
      long after = before + low;
      if (wides.high()[i] != Int128.high(low) || ((before ^ after) & (low ^ after)) < 0) {
        throw ExactSums.overflow();
      }
      sums[groups[i]] = after;
    }
  }

  @Override
  public List<Vec> save(int[] groups, int n, Scratch scratch) {
    long[] high = scratch.longs();
    long[] low = scratch.longs();
    for (int i = 0; i < n; i++) {
      low[i] = sums[groups[i]];
      high[i] = Int128.high(low[i]);
    }
    return List.of(new WideVec(high, low, null));
  }

  long sum(int group) {
    return sums[group];
  }

  @Override
  public long heapBytes() {
    return sums.length * 8L;
  }
}
