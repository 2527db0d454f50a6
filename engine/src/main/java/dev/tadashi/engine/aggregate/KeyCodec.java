package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.column.Layout;
import dev.tadashi.engine.memory.Hash;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.type.DataType;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * One key of a group table as 64-bit words that are equal exactly when the values are. Where a row
 * is null the words are 0; the table keeps nulls apart.
 */
abstract sealed class KeyCodec implements AutoCloseable
    permits LongKey, DoubleKey, WideKey, TextKey {
  static KeyCodec of(DataType type, BufferAllocator allocator) {
    return switch (Layout.of(type)) {
      case F32, F64 -> new DoubleKey();
      case I128 -> new WideKey();
      case BYTES -> new TextKey(allocator);
      case NOTHING, BOOL, I8, U8, I16, U16, I32, U32, I64 -> new LongKey();
    };
  }

  int words() {
    return 1;
  }

  /** Writes the words of a chunk to {@code out[at]} and, if there are two, {@code out[at + 1]}. */
  abstract void encode(Vec values, int n, long[][] out, int at, Scratch scratch);

  /** Folds the key into the hashes of a chunk's rows, given its words and nulls. */
  abstract void hash(long[] first, long[] second, boolean @Nullable [] nulls, int n, long[] out);

  static void hashWords(long[] words, boolean @Nullable [] nulls, int n, long[] out) {
    for (int i = 0; i < n; i++) {
      out[i] = Hash.step(out[i], nulls != null && nulls[i] ? Hash.NULL : words[i]);
    }
  }

  /** The values of groups from the table's stored words. */
  abstract Vec decode(
      long[][] stored, int at, int[] groups, int n, boolean[] nulls, Scratch scratch);

  /** Bytes that {@link #write} takes for a value. */
  abstract int size(long first);

  /** Writes a value by itself. */
  abstract void write(long first, long second, long address);

  /** Off-heap bytes held. */
  long bytes() {
    return 0;
  }

  @Override
  public void close() {}

  static void copy(long[] values, Vec vec, int n, long[] out) {
    boolean[] nulls = vec.nulls();
    if (nulls == null) {
      System.arraycopy(values, 0, out, 0, n);
    } else {
      for (int i = 0; i < n; i++) {
        out[i] = nulls[i] ? 0 : values[i];
      }
    }
  }

  static long[] gather(long[] stored, int[] groups, int n, Scratch scratch) {
    long[] out = scratch.longs();
    for (int i = 0; i < n; i++) {
      out[i] = stored[groups[i]];
    }
    return out;
  }
}
