package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.column.Layout;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.type.DataType;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * One key as a field of bits in a packed key: a value by its distance from a base, which is at
 * least 1, and a null as 0. Values are words of 64 bits here: numbers, or codes of texts.
 */
abstract sealed class PackedKey implements AutoCloseable permits PackedLong, PackedText {
  int bits = 1;
  long base;

  /** Where the field begins in the packed key. */
  int shift;

  /** Whether keys of these types can be packed at all, as long as their values are few enough. */
  static boolean packable(List<DataType> types) {
    return !types.isEmpty() && types.size() <= 63 && types.stream().allMatch(PackedKey::packable);
  }

  private static boolean packable(DataType type) {
    return switch (Layout.of(type)) {
      case NOTHING, F32, F64, I128 -> false;
      case BYTES, BOOL, I8, U8, I16, U16, I32, U32, I64 -> true;
    };
  }

  static PackedKey of(DataType type, BufferAllocator allocator) {
    return Layout.of(type) == Layout.BYTES ? new PackedText(allocator) : new PackedLong();
  }

  /**
   * Shifts the field into the keys {@code out} of a chunk; the first one begins them.
   *
   * @return false when a value has no place in the field
   */
  abstract boolean pack(Vec values, int n, long[] out, boolean first, Scratch scratch);

  /** Finds the groups of a chunk, when this is the only key; false when it has to be packed. */
  abstract boolean find(Vec values, int n, DirectIndex index, int[] groups);

  /**
   * Makes the field so wide that it holds these words and a chunk; 64 bits when that cannot be. The
   * words change when the values get other codes.
   */
  abstract void fit(long[] words, boolean[] nulls, int size, Vec values, int n, Scratch scratch);

  /** Folds words into hashes. */
  abstract void hash(long[] words, boolean[] nulls, int n, long[] out);

  /** Folds values into hashes. */
  abstract void hash(Vec values, int n, long[] out);

  /** The values that words stand for. */
  abstract Vec vec(long[] words, boolean @Nullable [] nulls, int n, Scratch scratch);

  /** The least and the greatest word that has a place; null flags where there is none. */
  abstract void ends(long[] words, boolean[] nulls);

  /** Whether its codes are not this key's own. */
  boolean isShared() {
    return true;
  }

  /** The same field; null when its codes are this key's own. */
  abstract @Nullable PackedKey copy();

  /** Whether the same field means the same value. */
  boolean sameAs(PackedKey other) {
    return bits == other.bits && base == other.base;
  }

  final <K extends PackedKey> K copyPlace(K copy) {
    copy.bits = bits;
    copy.base = base;
    copy.shift = shift;
    return copy;
  }

  /** Off-heap bytes held. */
  long bytes() {
    return 0;
  }

  /** The field of a word, at its place. */
  final long place(long word, boolean isNull) {
    return isNull ? 0 : word - base << shift;
  }

  /** The words of the keys of groups; 0 where null. Whether any is. */
  final boolean unpack(long[] packed, int[] groups, int n, long[] words, boolean[] nulls) {
    long mask = (1L << bits) - 1;
    boolean any = false;
    for (int i = 0; i < n; i++) {
      long field = packed[groups[i]] >>> shift & mask;
      nulls[i] = field == 0;
      any |= field == 0;
      words[i] = field == 0 ? 0 : field + base;
    }
    return any;
  }

  /** As {@link #unpack(long[], int[], int, long[], boolean[])} of the first keys. */
  final boolean unpack(long[] packed, int n, long[] words, boolean[] nulls) {
    long mask = (1L << bits) - 1;
    boolean any = false;
    for (int i = 0; i < n; i++) {
      long field = packed[i] >>> shift & mask;
      nulls[i] = field == 0;
      any |= field == 0;
      words[i] = field == 0 ? 0 : field + base;
    }
    return any;
  }

  /** Bits of a field whose greatest content is that, unsigned. */
  static int bitsFor(long greatest) {
    return 64 - Long.numberOfLeadingZeros(greatest | 1);
  }

  @Override
  public void close() {}
}
