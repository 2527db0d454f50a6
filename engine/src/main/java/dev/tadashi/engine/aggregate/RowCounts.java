package dev.tadashi.engine.aggregate;

import java.util.Arrays;

/**
 * How many rows each group of a table has, counted once for all aggregates that need it. Recent
 * rows are counted in 32 bits, half the memory of what is hit at random, and moved on before these
 * can overflow.
 */
final class RowCounts {
  private static final int FULL = 1 << 30;

  private int[] recent = new int[0];
  private long[] older = new long[0];
  private int added;

  void grow(int groups) {
    if (groups > recent.length) {
      recent = Arrays.copyOf(recent, Growth.length(recent.length, groups));
    }
  }

  void add(int[] groups, int n) {
    if (added > FULL - n) {
      moveOn();
    }
    added += n;
    for (int i = 0; i < n; i++) {
      recent[groups[i]]++;
    }
  }

  private void moveOn() {
    older = Arrays.copyOf(older, recent.length);
    for (int group = 0; group < recent.length; group++) {
      older[group] += recent[group];
    }
    Arrays.fill(recent, 0);
    added = 0;
  }

  long count(int group) {
    return group < older.length ? older[group] + recent[group] : recent[group];
  }

  long heapBytes() {
    return recent.length * 4L + older.length * 8L;
  }
}
