package dev.tadashi.engine.aggregate;

/** Finds the group of a packed key. */
sealed interface PackedIndex permits DirectIndex, HashedIndex, CompactIndex {
  /**
   * Writes the groups of keys; -1 and an entry in {@code misses} for those that have none.
   *
   * @param known the groups' keys
   * @return how many misses
   */
  int find(long[] keys, int n, int[] groups, int[] misses, long[] known);

  /** The key's group: {@code fresh}, which is how many there are, when it had none. */
  int put(long key, int fresh, long[] known);

  long heapBytes();
}
