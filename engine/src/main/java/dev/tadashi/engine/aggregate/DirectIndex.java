package dev.tadashi.engine.aggregate;

/** One slot for each key that there can be: the group plus one, 0 for none. */
final class DirectIndex implements PackedIndex {
  private final int[] slots;

  DirectIndex(int bits) {
    this.slots = new int[1 << bits];
  }

  @Override
  public int find(long[] keys, int n, int[] groups, int[] misses, long[] known) {
    int[] table = slots;
    int mask = table.length - 1;
    int any = 0;
    for (int i = 0; i < n; i++) {
      int found = table[(int) keys[i] & mask] - 1;
      groups[i] = found;
      any |= found;
    }
    return any < 0 ? misses(groups, n, misses) : 0;
  }

  private static int misses(int[] groups, int n, int[] misses) {
    int missing = 0;
    for (int i = 0; i < n; i++) {
      misses[missing] = i;
      missing += groups[i] >>> 31;
    }
    return missing;
  }

  /** The groups of texts by their code, one less than the key; whether all have one. */
  boolean findCodes(int[] codes, int n, int[] groups) {
    int[] table = slots;
    int mask = table.length - 1;
    int any = 0;
    for (int i = 0; i < n; i++) {
      int found = table[codes[i] + 1 & mask] - 1;
      groups[i] = found;
      any |= found;
    }
    return any >= 0;
  }

  /** The groups of numbers by their distance from a base; whether all have one. */
  boolean findNumbers(long[] values, long base, int n, int[] groups) {
    int[] table = slots;
    int mask = table.length - 1;
    int any = 0;
    long all = 0;
    for (int i = 0; i < n; i++) {
      long key = values[i] - base;
      all |= key | key - 1;
      int found = table[(int) key & mask] - 1;
      groups[i] = found;
      any |= found;
    }
    return any >= 0 && all >= 0 && all < table.length;
  }

  @Override
  public int put(long key, int fresh, long[] known) {
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
