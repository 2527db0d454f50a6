package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Vec;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How many values that are not null an aggregate got in each group: the rows of the group, and what
 * differs from them because of nulls and of merged states.
 */
final class ValueCounts implements Counts {
  private final RowCounts rows;
  private final boolean owned;
  private long[] more = new long[0];
  private int groups;

  /** Counts of a table that counts its rows itself, before it adds them; or of none. */
  ValueCounts(@Nullable RowCounts shared) {
    this.rows = shared == null ? new RowCounts() : shared;
    this.owned = shared == null;
  }

  @Override
  public void grow(int size) {
    groups = Math.max(groups, size);
    if (owned) {
      rows.grow(size);
    }
    if (more.length > 0) {
      growMore();
    }
  }

  private void growMore() {
    if (groups > more.length) {
      more = Arrays.copyOf(more, Growth.length(more.length, groups));
    }
  }

  @Override
  public void add(int[] ids, boolean @Nullable [] nulls, int n) {
    if (owned) {
      rows.add(ids, n);
    }
    if (nulls != null) {
      growMore();
      for (int i = 0; i < n; i++) {
        more[ids[i]] -= nulls[i] ? 1 : 0;
      }
    }
  }

  @Override
  public void merge(int[] ids, Vec counts, int n) {
    growMore();
    long[] values = ((LongVec) counts).values();
    for (int i = 0; i < n; i++) {
      more[ids[i]] += values[i];
    }
  }

  @Override
  public long count(int group) {
    return group < more.length ? rows.count(group) + more[group] : rows.count(group);
  }

  @Override
  public long heapBytes() {
    return more.length * 8L + (owned ? rows.heapBytes() : 0);
  }
}
