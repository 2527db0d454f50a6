package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Vec;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Whether groups have a value (1) or none (0), for tables in which a group is made by its first
 * row: nothing has to be kept until a null comes or states are merged.
 */
final class ValuePresence implements Counts {
  private boolean[] seen = new boolean[0];
  private boolean tracking;
  private int groups;

  /** While nothing is tracked: groups of which each has a value. */
  private int present;

  @Override
  public void grow(int size) {
    groups = Math.max(groups, size);
    if (tracking && groups > seen.length) {
      seen = Arrays.copyOf(seen, Growth.length(seen.length, groups));
    }
  }

  private void track() {
    if (!tracking) {
      tracking = true;
      seen = new boolean[Growth.length(0, groups)];
      Arrays.fill(seen, 0, present, true);
    }
  }

  @Override
  public void add(int[] ids, boolean @Nullable [] nulls, int n) {
    if (!tracking && nulls == null) {
      present = groups;
      return;
    }
    track();
    for (int i = 0; i < n; i++) {
      if (nulls == null || !nulls[i]) {
        seen[ids[i]] = true;
      }
    }
  }

  @Override
  public void merge(int[] ids, Vec counts, int n) {
    track();
    long[] values = ((LongVec) counts).values();
    for (int i = 0; i < n; i++) {
      seen[ids[i]] |= values[i] > 0;
    }
  }

  @Override
  public long count(int group) {
    return (tracking ? seen[group] : group < present) ? 1 : 0;
  }

  @Override
  public long heapBytes() {
    return seen.length;
  }
}
