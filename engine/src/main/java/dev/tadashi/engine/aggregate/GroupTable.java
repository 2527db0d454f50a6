package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.memory.Hash;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.type.DataType;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/**
 * Groups by keys of any types.
 *
 * <p>Layout: keys as columns of 64-bit words, and after them one word of null flags for each 64
 * keys, so that comparing words compares the whole key. An open-addressing table of longs holds the
 * upper half of the hash beside the group's number plus one: most other keys are told apart without
 * touching them. The slot comes from the hash's low bits, the exchange's bucket from its top ones,
 * so a table that holds one bucket only is filled evenly too. Nulls are keys like any value.
 *
 * <p>A chunk is looked up in passes, so that the cache misses of its rows overlap: all slots, then
 * each word of the keys that may be the same, then what is left row by row.
 */
final class GroupTable implements Groups {
  private static final int MAX_GROUPS = 1 << 29;
  private static final long UPPER = 0xFFFF_FFFF_0000_0000L;

  private final KeyCodec[] keys;
  private final int[] firstWord;
  private final int nullWord;
  private final long[][] words;
  private final long[][] chunk;
  private long[] hashes = new long[0];
  private long[] slots = new long[64];
  private int size;

  /** Words that tell keys apart: without those of null flags as long as nothing was null. */
  private int telling;

  GroupTable(List<DataType> types, BufferAllocator allocator) {
    this.keys = types.stream().map(type -> KeyCodec.of(type, allocator)).toArray(KeyCodec[]::new);
    this.firstWord = new int[keys.length];
    int at = 0;
    for (int key = 0; key < keys.length; key++) {
      firstWord[key] = at;
      at += keys[key].words();
    }
    this.nullWord = at;
    this.telling = at;
    this.words = new long[at + (keys.length + 63) / 64][0];
    this.chunk = new long[words.length][];
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public long[] hashes(int[] groups, int n, Scratch scratch) {
    return KeyCodec.gather(hashes, groups, n, scratch);
  }

  @Override
  public String strategy() {
    return "hash";
  }

  @Override
  public long heapBytes() {
    return slots.length * 8L + hashes.length * 8L * (1 + words.length);
  }

  @Override
  public long keyBytes() {
    long bytes = 0;
    for (KeyCodec key : keys) {
      bytes += key.bytes();
    }
    return bytes;
  }

  @Override
  public boolean assign(Vec[] values, int n, int[] groups, Scratch scratch) {
    encode(values, n, scratch);
    find(hash(values, n, scratch), n, groups, scratch);
    return true;
  }

  /** As {@link #assign(Vec[], int, int[], Scratch)} when the hashes are known. */
  void assign(Vec[] values, long[] known, int n, int[] groups, Scratch scratch) {
    encode(values, n, scratch);
    find(known, n, groups, scratch);
  }

  private void encode(Vec[] values, int n, Scratch scratch) {
    for (Vec vec : values) {
      telling = vec.nulls() == null ? telling : words.length;
    }
    for (int word = 0; word < telling; word++) {
      chunk[word] = scratch.longs();
      if (word >= nullWord) {
        Arrays.fill(chunk[word], 0, n, 0);
      }
    }
    for (int key = 0; key < keys.length; key++) {
      keys[key].encode(values[key], n, chunk, firstWord[key], scratch);
      if (telling > nullWord) {
        markNulls(values[key], chunk[nullWord + key / 64], 1L << key % 64, n);
      }
    }
  }

  private static void markNulls(Vec values, long[] flags, long bit, int n) {
    boolean[] nulls = values.nulls();
    if (nulls != null) {
      for (int i = 0; i < n; i++) {
        flags[i] |= nulls[i] ? bit : 0;
      }
    }
  }

  private long[] hash(Vec[] values, int n, Scratch scratch) {
    long[] out = scratch.longs();
    Arrays.fill(out, 0, n, Hash.SEED);
    for (int key = 0; key < keys.length; key++) {
      long[] first = chunk[firstWord[key]];
      long[] second = chunk[firstWord[key] + keys[key].words() - 1];
      keys[key].hash(first, second, values[key].nulls(), n, out);
    }
    return out;
  }

  private void find(long[] rowHashes, int n, int[] groups, Scratch scratch) {
    reserve(n);
    int[] same = scratch.ints();
    int[] left = scratch.ints();
    int candidates = probe(rowHashes, n, groups, same, left);
    int others = n - candidates;
    for (int word = 0; word < telling && candidates > 0; word++) {
      int kept = compare(words[word], chunk[word], groups, same, candidates, left, others);
      others += candidates - kept;
      candidates = kept;
    }
    for (int i = 0; i < others; i++) {
      int row = left[i];
      groups[row] = search(rowHashes[row], row);
    }
  }

  /** Looks into each row's first slot: which may hold its key, and which rows are left. */
  private int probe(long[] rowHashes, int n, int[] groups, int[] same, int[] left) {
    long[] table = slots;
    int mask = table.length - 1;
    int candidates = 0;
    for (int i = 0; i < n; i++) {
      long hash = rowHashes[i];
      long entry = table[(int) hash & mask];
      groups[i] = (int) entry - 1;
      same[candidates] = i;
      left[i - candidates] = i;
      candidates += entry != 0 & (entry & UPPER) == (hash & UPPER) ? 1 : 0;
    }
    return candidates;
  }

  /** Keeps the rows whose group has the same word; the others join those that are left. */
  private static int compare(
      long[] ofGroups, long[] ofRows, int[] groups, int[] same, int n, int[] left, int others) {
    int kept = 0;
    for (int i = 0; i < n; i++) {
      int row = same[i];
      same[kept] = row;
      left[others + i - kept] = row;
      kept += ofGroups[groups[row]] == ofRows[row] ? 1 : 0;
    }
    return kept;
  }

  /** The group of a row, found or made. */
  private int search(long hash, int row) {
    int mask = slots.length - 1;
    int slot = (int) hash & mask;
    long entry = slots[slot];
    while (entry != 0 && !((entry & UPPER) == (hash & UPPER) && same((int) entry - 1, row))) {
      slot = slot + 1 & mask;
      entry = slots[slot];
    }
    if (entry == 0) {
      add(hash, slot, row);
      return size - 1;
    }
    return (int) entry - 1;
  }

  private boolean same(int group, int row) {
    for (int word = 0; word < telling; word++) {
      if (words[word][group] != chunk[word][row]) {
        return false;
      }
    }
    return true;
  }

  private void add(long hash, int slot, int row) {
    if (size == hashes.length) {
      int length = Growth.length(hashes.length, size + 1);
      hashes = Arrays.copyOf(hashes, length);
      for (int word = 0; word < words.length; word++) {
        words[word] = Arrays.copyOf(words[word], length);
      }
    }
    for (int word = 0; word < telling; word++) {
      words[word][size] = chunk[word][row];
    }
    hashes[size] = hash;
    slots[slot] = hash & UPPER | ++size;
  }

  /** Makes the slots at most half full even if all rows are new groups. */
  private void reserve(int more) {
    checkRoom(size, more);
    int length = slots.length;
    while (length < 2 * (size + more)) {
      length *= 2;
    }
    if (length > slots.length) {
      rehash(length);
    }
  }

  /** Fails when there may be no more groups. */
  static void checkRoom(int size, int more) {
    if (size > MAX_GROUPS - more) {
      throw new TadashiException(
          ErrorCode.MEMORY_EXCEEDED, "an aggregation has more than " + MAX_GROUPS + " groups here");
    }
  }

  private void rehash(int length) {
    slots = new long[length];
    int mask = length - 1;
    for (int group = 0; group < size; group++) {
      int slot = (int) hashes[group] & mask;
      while (slots[slot] != 0) {
        slot = slot + 1 & mask;
      }
      slots[slot] = hashes[group] & UPPER | group + 1;
    }
  }

  @Override
  public Vec[] keys(int[] groups, int n, Scratch scratch) {
    Vec[] out = new Vec[keys.length];
    for (int key = 0; key < keys.length; key++) {
      boolean[] nulls = scratch.flags();
      for (int i = 0; i < n; i++) {
        nulls[i] = (words[nullWord + key / 64][groups[i]] >> key % 64 & 1) != 0;
      }
      out[key] = keys[key].decode(words, firstWord[key], groups, n, nulls, scratch);
    }
    return out;
  }

  /** The group's key as it is when stored by itself; not for null. */
  int encodedSize(int key, int group) {
    return keys[key].size(words[firstWord[key]][group]);
  }

  void write(int key, int group, long address) {
    int first = firstWord[key];
    long second = words[first + keys[key].words() - 1][group];
    keys[key].write(words[first][group], second, address);
  }

  /** The first word of a key. */
  long word(int key, int group) {
    return words[firstWord[key]][group];
  }

  @Override
  public void close() {
    for (KeyCodec key : keys) {
      key.close();
    }
  }
}
