package dev.tadashi.engine.aggregate;

/**
 * Open addressing, at most half full, for groups that mostly are new: a slot is only the group plus
 * one, 0 for none, so that looking where nothing is touches little memory; keys are compared where
 * the groups have them.
 */
final class CompactIndex implements PackedIndex {
  private int[] slots;
  private int shift;

  CompactIndex(int capacity) {
    allocate(Math.max(6, 65 - Long.numberOfLeadingZeros(Math.max(1, capacity))));
  }

  private void allocate(int bits) {
    slots = new int[1 << bits];
    shift = 64 - bits;
  }

  @Override
  public int find(long[] keys, int n, int[] groups, int[] misses, long[] known) {
    int[] table = slots;
    int missing = 0;
    for (int i = 0; i < n; i++) {
      long key = keys[i];
      int found = table[PackedIndex.slot(key, shift)] - 1;
      groups[i] = found;
      misses[missing] = i;
      missing += found >= 0 && known[found] == key ? 0 : 1;
    }
    return search(keys, missing, groups, misses, known);
  }

  /** Looks on where the first slot held another key; keeps the misses that have no group. */
  private int search(long[] keys, int n, int[] groups, int[] misses, long[] known) {
    int missing = 0;
    for (int i = 0; i < n; i++) {
      int row = misses[i];
      if (groups[row] >= 0) {
        groups[row] = slots[at(keys[row], known)] - 1;
      }
      misses[missing] = row;
      missing += groups[row] >>> 31;
    }
    return missing;
  }

  /** The key's slot, or the empty one where it belongs. */
  private int at(long key, long[] known) {
    int at = PackedIndex.slot(key, shift);
    while (slots[at] != 0 && known[slots[at] - 1] != key) {
      at = at + 1 & slots.length - 1;
    }
    return at;
  }

  @Override
  public int put(long key, int fresh, long[] known) {
    if (fresh * 2L >= slots.length) {
      grow(fresh, known);
    }
    int at = at(key, known);
    if (slots[at] == 0) {
      slots[at] = fresh + 1;
      return fresh;
    }
    return slots[at] - 1;
  }

  private void grow(int size, long[] known) {
    allocate(65 - shift);
    for (int group = 0; group < size; group++) {
      int at = PackedIndex.slot(known[group], shift);
      while (slots[at] != 0) {
        at = at + 1 & slots.length - 1;
      }
      slots[at] = group + 1;
    }
  }

  @Override
  public long heapBytes() {
    return slots.length * 4L;
  }
}
