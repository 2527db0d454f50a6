package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.SimpleType;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows, or rows whose argument is not null. */
final class CountAggregate implements Accumulator {
  private long[] counts = new long[0];

  @Override
  public List<DataType> stateTypes() {
    return List.of(SimpleType.INT64);
  }

  @Override
  public void grow(int groups) {
    if (groups > counts.length) {
      counts = Arrays.copyOf(counts, Growth.length(counts.length, groups));
    }
  }

  @Override
  public void add(int[] groups, @Nullable Vec argument, int n, Scratch scratch) {
    boolean @Nullable [] nulls = argument == null ? null : argument.nulls();
    addRows(groups, nulls, n);
  }

  void addRows(int[] groups, boolean @Nullable [] nulls, int n) {
    if (nulls == null) {
      for (int i = 0; i < n; i++) {
        counts[groups[i]]++;
      }
    } else {
      for (int i = 0; i < n; i++) {
        counts[groups[i]] += nulls[i] ? 0 : 1;
      }
    }
  }

  @Override
  public void merge(int[] groups, Vec[] states, int n, Scratch scratch) {
    long[] more = ((LongVec) states[0]).values();
    for (int i = 0; i < n; i++) {
      counts[groups[i]] += more[i];
    }
  }

  long count(int group) {
    return counts[group];
  }

  @Override
  public Vec[] save(int[] groups, int n, Scratch scratch) {
    return new Vec[] {finish(groups, n, scratch)};
  }

  @Override
  public Vec finish(int[] groups, int n, Scratch scratch) {
    long[] out = scratch.longs();
    for (int i = 0; i < n; i++) {
      out[i] = counts[groups[i]];
    }
    return new LongVec(out, null);
  }

  @Override
  public long heapBytes() {
    return counts.length * 8L;
  }
}
