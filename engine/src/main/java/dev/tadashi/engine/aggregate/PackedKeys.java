package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.memory.Hash;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.type.DataType;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** How the keys of a row become one number of at most 63 bits, and back. */
final class PackedKeys implements AutoCloseable {
  private static final int MAX_BITS = 63;

  private final PackedKey[] keys;
  private int bits;
  private boolean fitted;

  private PackedKeys(PackedKey[] keys) {
    this.keys = keys;
  }

  static PackedKeys of(List<DataType> types, BufferAllocator allocator) {
    return new PackedKeys(
        types.stream().map(type -> PackedKey.of(type, allocator)).toArray(PackedKey[]::new));
  }

  /** The same keys in the same places; null when the codes of a text are this one's own. */
  @Nullable PackedKeys copy() {
    PackedKey[] copies = new PackedKey[keys.length];
    for (int key = 0; key < keys.length; key++) {
      PackedKey copy = keys[key].copy();
      if (copy == null) {
        for (int i = 0; i < key; i++) {
          copies[i].close();
        }
        return null;
      }
      copies[key] = copy;
    }
    PackedKeys all = new PackedKeys(copies);
    all.place(bits);
    all.fitted = fitted;
    return all;
  }

  /** Whether the numbers mean something outside of this object, so that it can be copied. */
  boolean isShared() {
    return Arrays.stream(keys).allMatch(PackedKey::isShared);
  }

  /** Whether the same number is the same key in both. */
  boolean sameAs(PackedKeys other) {
    boolean same = fitted && other.fitted && bits == other.bits;
    for (int key = 0; same && key < keys.length; key++) {
      same = keys[key].sameAs(other.keys[key]);
    }
    return same;
  }

  int size() {
    return keys.length;
  }

  /** Bits of all keys. */
  int bits() {
    return bits;
  }

  /** Finds the groups of a chunk by a single key; false when it has to be packed. */
  boolean find(Vec[] values, int n, DirectIndex index, int[] groups) {
    return keys.length == 1 && keys[0].find(values[0], n, index, groups);
  }

  /** Writes the numbers of a chunk; false when a value has no place. */
  boolean pack(Vec[] values, int n, long[] out, Scratch scratch) {
    boolean fits = fitted;
    for (int key = 0; fits && key < keys.length; key++) {
      fits = keys[key].pack(values[key], n, out, key == 0, scratch);
    }
    return fits;
  }

  /** Makes room for words (which may become others) and a chunk; false when that cannot be. */
  boolean fit(Unpacked words, int size, Vec[] values, int n, Scratch scratch) {
    int total = 0;
    for (int key = 0; key < keys.length; key++) {
      keys[key].fit(words.words()[key], words.nulls()[key], size, values[key], n, scratch);
      total += keys[key].bits;
    }
    boolean fits = total <= MAX_BITS;
    if (fits) {
      place(total);
      fitted = true;
    }
    return fits;
  }

  /** Makes room for a chunk beside all that has room now. */
  boolean fitMore(Vec[] values, int n, Scratch scratch) {
    Unpacked ends = new Unpacked(new long[keys.length][2], new boolean[keys.length][2]);
    for (int key = 0; key < keys.length; key++) {
      keys[key].ends(ends.words[key], ends.nulls[key]);
    }
    return fit(ends, 2, values, n, scratch);
  }

  private void place(int total) {
    int shift = total;
    for (PackedKey key : keys) {
      shift -= key.bits;
      key.shift = shift;
    }
    bits = total;
  }

  /** Keys apart: one array per key. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Unpacked(long[][] words, boolean[][] nulls) {}

  /** The first {@code n} keys. */
  Unpacked unpack(long[] packed, int n) {
    Unpacked all = new Unpacked(new long[keys.length][n], new boolean[keys.length][n]);
    for (int key = 0; key < keys.length; key++) {
      keys[key].unpack(packed, n, all.words[key], all.nulls[key]);
    }
    return all;
  }

  void repack(Unpacked all, int n, long[] packed) {
    Arrays.fill(packed, 0, n, 0);
    for (int key = 0; key < keys.length; key++) {
      for (int i = 0; i < n; i++) {
        packed[i] |= keys[key].place(all.words[key][i], all.nulls[key][i]);
      }
    }
  }

  /** The keys {@code from} to {@code from + n} as a chunk. */
  Vec[] chunk(Unpacked all, int from, int n, Scratch scratch) {
    Vec[] values = new Vec[keys.length];
    for (int key = 0; key < keys.length; key++) {
      long[] words = Arrays.copyOfRange(all.words[key], from, from + n);
      boolean[] nulls = Arrays.copyOfRange(all.nulls[key], from, from + n);
      values[key] = keys[key].vec(words, nulls, n, scratch);
    }
    return values;
  }

  /** The value hashes of a chunk that was packed. */
  long[] hashes(Vec[] values, int n, Scratch scratch) {
    long[] out = scratch.longs();
    Arrays.fill(out, 0, n, Hash.SEED);
    for (int key = 0; key < keys.length; key++) {
      keys[key].hash(values[key], n, out);
    }
    return out;
  }

  /** The value hashes of the keys at {@code at}; of the first n when null. */
  long[] hashes(long[] packed, int @Nullable [] at, int n, Scratch scratch) {
    long[] out = scratch.longs();
    long[] words = scratch.longs();
    boolean[] nulls = scratch.flags();
    Arrays.fill(out, 0, n, Hash.SEED);
    for (PackedKey key : keys) {
      unpack(key, packed, at, n, words, nulls);
      key.hash(words, nulls, n, out);
    }
    return out;
  }

  private static boolean unpack(
      PackedKey key, long[] packed, int @Nullable [] at, int n, long[] words, boolean[] nulls) {
    return at == null
        ? key.unpack(packed, n, words, nulls)
        : key.unpack(packed, at, n, words, nulls);
  }

  /** The values of the keys at {@code at}; of the first n when null. */
  Vec[] values(long[] packed, int @Nullable [] at, int n, Scratch scratch) {
    Vec[] out = new Vec[keys.length];
    for (int key = 0; key < keys.length; key++) {
      long[] words = scratch.longs();
      boolean[] nulls = scratch.flags();
      boolean any = unpack(keys[key], packed, at, n, words, nulls);
      out[key] = keys[key].vec(words, any ? nulls : null, n, scratch);
    }
    return out;
  }

  long bytes() {
    return Arrays.stream(keys).mapToLong(PackedKey::bytes).sum();
  }

  @Override
  public void close() {
    for (PackedKey key : keys) {
      key.close();
    }
  }
}
