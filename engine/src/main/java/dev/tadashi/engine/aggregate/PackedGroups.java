package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.aggregate.PackedKeys.Unpacked;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.type.DataType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

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
  private static final int DIRECT_BITS = 21;

  /** Slots that cost next to nothing, and how many more there may be for a row. */
  private static final long FREE_SLOTS = 1 << 14;

  private static final int SLOTS_PER_ROW = 4;

  private final List<DataType> types;
  private final BufferAllocator allocator;
  private final PackedKeys keys;

  /** The groups' value hashes, where they come with the rows. */
  private final boolean hashing;

  /** The indexes so far, in words; the last one is in use. */
  private final List<String> strategies = new ArrayList<>();

  private PackedIndex index;
  private boolean direct;
  private long[] packed = new long[0];
  private long[] hashes = new long[0];
  private int size;
  private long expected;
  private long rows;
  private @Nullable Unpacked misfit;

  private PackedGroups(
      List<DataType> types,
      BufferAllocator allocator,
      PackedKeys keys,
      int capacity,
      boolean hashing) {
    this.types = types;
    this.allocator = allocator;
    this.keys = keys;
    this.hashing = hashing;
    this.index = hashed(capacity);
  }

  PackedGroups(List<DataType> types, BufferAllocator allocator) {
    this(types, allocator, PackedKeys.of(types, allocator), 0, false);
  }

  /** Groups of packed rows that bring their hashes; the keys become its own. */
  static PackedGroups ofPacked(
      List<DataType> types, BufferAllocator allocator, PackedKeys keys, int capacity) {
    return new PackedGroups(types, allocator, keys, capacity, true);
  }

  /** How many rows are known to come. */
  void expect(long more) {
    expected = Math.max(expected, rows + more);
  }

  PackedKeys layout() {
    return keys;
  }

  /** Rows so far. */
  long rows() {
    return rows;
  }

  boolean isDirect() {
    return direct;
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
  public List<String> strategies() {
    return strategies.isEmpty() ? List.of(describe()) : List.copyOf(strategies);
  }

  private String describe() {
    return "%s (%s of %d bits)".formatted(strategy(), direct ? "slots" : "keys", keys.bits());
  }

  @Override
  public boolean assign(Vec[] values, int n, int[] groups, Scratch scratch) {
    rows += n;
    if (index instanceof DirectIndex slots && keys.find(values, n, slots, groups)) {
      return true;
    }
    long[] chunk = scratch.longs();
    if (!keys.pack(values, n, chunk, scratch)) {
      if (!widen(values, n, scratch) || !keys.pack(values, n, chunk, scratch)) {
        return false;
      }
    } else if (!direct && mayBeDirect()) {
      makeIndex();
    }
    find(chunk, hashing ? keys.hashes(chunk, null, n, scratch) : chunk, n, groups, scratch.ints());
    return true;
  }

  /** As {@link #assign} for rows that were packed by keys like these. */
  void assignPacked(long[] chunk, long[] hashed, int n, int[] groups, Scratch scratch) {
    rows += n;
    find(chunk, hashed, n, groups, scratch.ints());
  }

  private void find(long[] chunk, long[] hashed, int n, int[] groups, int[] misses) {
    int missing = index.find(chunk, n, groups, misses, packed);
    for (int i = 0; i < missing; i++) {
      int row = misses[i];
      groups[row] = index.put(chunk[row], size, packed);
      if (groups[row] == size) {
        add(chunk[row], hashed[row]);
      }
    }
  }

  private void add(long key, long hash) {
    if (size == packed.length) {
      GroupTable.checkRoom(size, 1);
      packed = Arrays.copyOf(packed, Growth.length(size, size + 1));
      hashes = hashing ? Arrays.copyOf(hashes, packed.length) : hashes;
    }
    if (hashing) {
      hashes[size] = hash;
    }
    packed[size++] = key;
  }

  /** Makes room for a chunk; whether it could. */
  private boolean widen(Vec[] values, int n, Scratch scratch) {
    Unpacked all = keys.unpack(packed, size);
    if (!keys.fit(all, size, values, n, scratch)) {
      misfit = all;
      return false;
    }
    keys.repack(all, size, packed);
    makeIndex();
    return true;
  }

  /** Packed rows come from tables that found few rows in a group. */
  private PackedIndex hashed(int capacity) {
    return hashing ? new CompactIndex(capacity) : new HashedIndex(capacity);
  }

  private boolean mayBeDirect() {
    long paid = Math.max(FREE_SLOTS, Math.max(rows, expected) * SLOTS_PER_ROW);
    return !hashing && keys.bits() <= DIRECT_BITS && 1L << keys.bits() <= paid;
  }

  private void makeIndex() {
    boolean before = direct;
    direct = mayBeDirect();
    if (strategies.isEmpty() || before != direct) {
      strategies.add(describe());
    }
    index = direct ? new DirectIndex(keys.bits()) : hashed(size);
    for (int group = 0; group < size; group++) {
      index.put(packed[group], group, packed);
    }
  }

  /** The same groups, with the same numbers, after {@link #assign} could not take a chunk. */
  GroupTable widened() {
    GroupTable table = new GroupTable(types, allocator);
    int[] ids = new int[Scratch.CHUNK];
    Unpacked all = misfit == null ? keys.unpack(packed, size) : misfit;
    try (Scratch scratch = new Scratch(allocator)) {
      for (int from = 0; from < size; from += Scratch.CHUNK) {
        int n = Math.min(Scratch.CHUNK, size - from);
        table.assign(keys.chunk(all, from, n, scratch), n, ids, scratch);
        scratch.reset();
      }
    }
    return table;
  }

  @Override
  public long[] hashes(int[] groups, int n, Scratch scratch) {
    return hashing
        ? KeyCodec.gather(hashes, groups, n, scratch)
        : keys.hashes(packed, groups, n, scratch);
  }

  @Override
  public Vec[] keys(int[] groups, int n, Scratch scratch) {
    return keys.values(packed, groups, n, scratch);
  }

  @Override
  public long heapBytes() {
    return (packed.length + hashes.length) * 8L + index.heapBytes();
  }

  @Override
  public long keyBytes() {
    return keys.bytes();
  }

  @Override
  public void close() {
    keys.close();
  }
}
