package dev.tadashi.engine.aggregate;

/** Finds the group of a packed key. */
sealed interface PackedIndex permits DirectIndex, HashedIndex {
  /**
   * Writes the groups of keys; -1 and an entry in {@code misses} for those that have none.
   *
   * @return how many misses
   */
  int find(long[] keys, int n, int[] groups, int[] misses);

  /** The key's group: {@code fresh} when it had none. */
  int put(long key, int fresh);

  long heapBytes();
}
