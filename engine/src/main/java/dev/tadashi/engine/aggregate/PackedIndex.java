package dev.tadashi.engine.aggregate;

/** Finds the group of a packed key. */
sealed interface PackedIndex permits DirectIndex, HashedIndex, CompactIndex {
  /** Where a key is looked for first, in a table of {@code 1 << 64 - shift} slots. */
  static int slot(long key, int shift) {
    return (int) ((key ^ key >>> 32) * 0x9E37_79B9_7F4A_7C15L >>> shift);
  }

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
