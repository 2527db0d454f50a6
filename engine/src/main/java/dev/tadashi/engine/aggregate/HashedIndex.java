package dev.tadashi.engine.aggregate;

/**
 * Open addressing, at most five eighths full. A slot is the key and, beside it in the same cache
 * line, its group plus one, 0 for none.
 */
final class HashedIndex implements PackedIndex {
  private long[] table;
  private int shift;
  private int size;

  HashedIndex(int capacity) {
    allocate(Math.max(6, 64 - Long.numberOfLeadingZeros(capacity * 8L / 5)));
  }

  private void allocate(int bits) {
    table = new long[2 << bits];
    shift = 64 - bits;
  }

  private static int slot(long key, int shift) {
    return PackedIndex.slot(key, shift) * 2;
  }

  @Override
  public int find(long[] keys, int n, int[] groups, int[] misses, long[] known) {
    long[] slots = table;
    int missing = 0;
    for (int i = 0; i < n; i++) {
      long key = keys[i];
      int at = slot(key, shift);
      int found = (int) slots[at + 1];
      groups[i] = found - 1;
      misses[missing] = i;
      missing += slots[at] == key & found != 0 ? 0 : 1;
    }
    return search(keys, missing, groups, misses);
  }

  /** Looks on where the first slot held another key; keeps the misses that have no group. */
  private int search(long[] keys, int n, int[] groups, int[] misses) {
    int missing = 0;
    for (int i = 0; i < n; i++) {
      int row = misses[i];
      long key = keys[row];
      int at = slot(key, shift);
      while (table[at + 1] != 0 && table[at] != key) {
        at = at + 2 & table.length - 1;
      }
      groups[row] = (int) table[at + 1] - 1;
      misses[missing] = row;
      missing += table[at + 1] == 0 ? 1 : 0;
    }
    return missing;
  }

  @Override
  public int put(long key, int fresh, long[] known) {
    if (size * 16L >= table.length * 5L) {
      grow();
    }
    int at = slot(key, shift);
    while (table[at + 1] != 0) {
      if (table[at] == key) {
        return (int) table[at + 1] - 1;
      }
      at = at + 2 & table.length - 1;
    }
    table[at] = key;
    table[at + 1] = fresh + 1;
    size++;
    return fresh;
  }

  private void grow() {
    long[] before = table;
    allocate(65 - shift);
    for (int i = 0; i < before.length; i += 2) {
      if (before[i + 1] != 0) {
        int at = slot(before[i], shift);
        while (table[at + 1] != 0) {
          at = at + 2 & table.length - 1;
        }
        table[at] = before[i];
        table[at + 1] = before[i + 1];
      }
    }
  }

  @Override
  public long heapBytes() {
    return table.length * 8L;
  }
}
