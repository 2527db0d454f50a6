package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.memory.Hash;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.type.DataType;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/**
 * Groups whose keys fit together in 63 bits.
 *
 * <p>Each key is a field of bits, as wide as the values so far need and some more. A value that has
 * no place widens its field: all keys are packed anew and the index is made anew, which is rare,
 * because a field grows by a quarter at least. Numbers of groups never change, so nothing else
 * notices. Few enough possible keys have a slot each; others are hashed. What is possible and how
 * many rows there are decides that, again with each widening and while rows come.
 *
 * <p>Columns' statistics are not used: rows are looked at anyway, keys may be expressions, and a
 * filter may leave a small part of a column's values.
 */
final class PackedGroups implements Groups {
  private static final int MAX_BITS = 63;
  private static final int DIRECT_BITS = 21;

  /** Slots that cost next to nothing, and how many more there may be for a row. */
  private static final long FREE_SLOTS = 1 << 14;

  private static final int SLOTS_PER_ROW = 4;

  /** Keys of all groups, one by one: where they go when they fit no more. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Unpacked(long[][] words, boolean[][] nulls) {}

  private final PackedKey[] keys;
  private final List<DataType> types;
  private final BufferAllocator allocator;
  private PackedIndex index = new HashedIndex(0);
  private boolean direct;
  private long[] packed = new long[0];
  private int size;
  private int bits;
  private boolean fitted;
  private long expected;
  private long rows;
  private Unpacked misfit = new Unpacked(new long[0][], new boolean[0][]);

  PackedGroups(List<DataType> types, BufferAllocator allocator) {
    this.keys = types.stream().map(type -> PackedKey.of(type, allocator)).toArray(PackedKey[]::new);
    this.types = types;
    this.allocator = allocator;
  }

  /** How many rows are known to come. */
  void expect(long more) {
    expected = Math.max(expected, rows + more);
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public String strategy() {
    return direct ? "direct" : "packed";
  }

  @Override
  public boolean assign(Vec[] values, int n, int[] groups, Scratch scratch) {
    long[] chunk = scratch.longs();
    rows += n;
    if (!pack(values, n, chunk, scratch)) {
      if (!widen(values, n, scratch) || !pack(values, n, chunk, scratch)) {
        return false;
      }
    } else if (!direct && isDirect()) {
      makeIndex();
    }
    find(chunk, n, groups, scratch.ints());
    return true;
  }

  private boolean pack(Vec[] values, int n, long[] out, Scratch scratch) {
    boolean fits = fitted;
    for (int key = 0; fits && key < keys.length; key++) {
      fits = keys[key].pack(values[key], n, out, key == 0, scratch);
    }
    return fits;
  }

  private void find(long[] chunk, int n, int[] groups, int[] misses) {
    int missing = index.find(chunk, n, groups, misses);
    for (int i = 0; i < missing; i++) {
      int row = misses[i];
      groups[row] = index.put(chunk[row], size);
      if (groups[row] == size) {
        add(chunk[row]);
      }
    }
  }

  private void add(long key) {
    if (size == packed.length) {
      GroupTable.checkRoom(size, 1);
      packed = Arrays.copyOf(packed, Growth.length(size, size + 1));
    }
    packed[size++] = key;
  }

  /** Makes room for a chunk; whether it could. */
  private boolean widen(Vec[] values, int n, Scratch scratch) {
    Unpacked all = unpack();
    int total = 0;
    for (int key = 0; key < keys.length; key++) {
      keys[key].fit(all.words[key], all.nulls[key], size, values[key], n, scratch);
      total += keys[key].bits;
    }
    if (total > MAX_BITS) {
      misfit = all;
      return false;
    }
    place(total);
    repack(all);
    makeIndex();
    return true;
  }

  private void place(int total) {
    int shift = total;
    for (PackedKey key : keys) {
      shift -= key.bits;
      key.shift = shift;
    }
    bits = total;
    fitted = true;
  }

  private Unpacked unpack() {
    Unpacked all = new Unpacked(new long[keys.length][size], new boolean[keys.length][size]);
    for (int key = 0; key < keys.length; key++) {
      keys[key].unpack(packed, size, all.words[key], all.nulls[key]);
    }
    return all;
  }

  private void repack(Unpacked all) {
    Arrays.fill(packed, 0, size, 0);
    for (int key = 0; key < keys.length; key++) {
      for (int group = 0; group < size; group++) {
        packed[group] |= keys[key].place(all.words[key][group], all.nulls[key][group]);
      }
    }
  }

  private boolean isDirect() {
    long paid = Math.max(FREE_SLOTS, Math.max(rows, expected) * SLOTS_PER_ROW);
    return bits <= DIRECT_BITS && 1L << bits <= paid;
  }

  private void makeIndex() {
    direct = isDirect();
    index = direct ? new DirectIndex(bits) : new HashedIndex(size);
    for (int group = 0; group < size; group++) {
      index.put(packed[group], group);
    }
  }

  /** The same groups, with the same numbers, after {@link #assign} could not take a chunk. */
  GroupTable widened() {
    GroupTable table = new GroupTable(types, allocator);
    int[] ids = new int[Scratch.CHUNK];
    try (Scratch scratch = new Scratch(allocator)) {
      for (int from = 0; from < size; from += Scratch.CHUNK) {
        int n = Math.min(Scratch.CHUNK, size - from);
        table.assign(misfits(from, n, scratch), n, ids, scratch);
        scratch.reset();
      }
    }
    return table;
  }

  private Vec[] misfits(int from, int n, Scratch scratch) {
    Vec[] values = new Vec[keys.length];
    for (int key = 0; key < keys.length; key++) {
      long[] words = Arrays.copyOfRange(misfit.words[key], from, from + n);
      boolean[] nulls = Arrays.copyOfRange(misfit.nulls[key], from, from + n);
      values[key] = keys[key].vec(words, nulls, n, scratch);
    }
    return values;
  }

  @Override
  public long[] hashes(int[] groups, int n, Scratch scratch) {
    long[] out = scratch.longs();
    long[] words = scratch.longs();
    boolean[] nulls = scratch.flags();
    Arrays.fill(out, 0, n, Hash.SEED);
    for (PackedKey key : keys) {
      key.unpack(packed, groups, n, words, nulls);
      key.hash(words, nulls, n, out);
    }
    return out;
  }

  @Override
  public Vec[] keys(int[] groups, int n, Scratch scratch) {
    Vec[] out = new Vec[keys.length];
    for (int key = 0; key < keys.length; key++) {
      long[] words = scratch.longs();
      boolean[] nulls = scratch.flags();
      boolean any = keys[key].unpack(packed, groups, n, words, nulls);
      out[key] = keys[key].vec(words, any ? nulls : null, n, scratch);
    }
    return out;
  }

  @Override
  public long heapBytes() {
    return packed.length * 8L + index.heapBytes();
  }

  @Override
  public long keyBytes() {
    return Arrays.stream(keys).mapToLong(PackedKey::bytes).sum();
  }

  @Override
  public void close() {
    for (PackedKey key : keys) {
      key.close();
    }
  }
}
