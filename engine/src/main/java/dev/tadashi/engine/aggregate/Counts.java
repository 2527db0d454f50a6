package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import org.jspecify.annotations.Nullable;

/** How many values that are not null an aggregate got in each group, or whether it got any. */
sealed interface Counts permits ValueCounts, ValuePresence {
  void grow(int size);

  void add(int[] ids, boolean @Nullable [] nulls, int n);

  /** Adds saved counts. */
  void merge(int[] ids, Vec counts, int n);

  long count(int group);

  long heapBytes();

  default Vec read(int[] ids, int n, Scratch scratch) {
    long[] out = scratch.longs();
    for (int i = 0; i < n; i++) {
      out[i] = count(ids[i]);
    }
    return new LongVec(out, null);
  }

  /** True for the groups without values. */
  default boolean[] empty(int[] ids, int n, Scratch scratch) {
    boolean[] nulls = scratch.flags();
    for (int i = 0; i < n; i++) {
      nulls[i] = count(ids[i]) == 0;
    }
    return nulls;
  }
}
