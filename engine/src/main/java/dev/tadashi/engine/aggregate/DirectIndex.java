package dev.tadashi.engine.aggregate;

/** One slot for each key that there can be: the group plus one, 0 for none. */
final class DirectIndex implements PackedIndex {
  private final int[] slots;

  DirectIndex(int bits) {
    this.slots = new int[1 << bits];
  }

  @Override
  public int find(long[] keys, int n, int[] groups, int[] misses) {
    int[] table = slots;
    int mask = table.length - 1;
    int missing = 0;
    for (int i = 0; i < n; i++) {
      int found = table[(int) keys[i] & mask];
      groups[i] = found - 1;
      misses[missing] = i;
      missing += found == 0 ? 1 : 0;
    }
    return missing;
  }

  @Override
  public int put(long key, int fresh) {
    int found = slots[(int) key];
    if (found == 0) {
      slots[(int) key] = fresh + 1;
      return fresh;
    }
    return found - 1;
  }

  @Override
  public long heapBytes() {
    return slots.length * 4L;
  }
}
