package dev.tadashi.engine.column;

import dev.tadashi.engine.memory.Memory;
import dev.tadashi.engine.vector.DoubleVec;
import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.TextVec;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.engine.vector.WideVec;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;

/**
 * How nested values lie in columns, so that whatever carries byte strings carries them.
 *
 * <p>A list is the number of its elements in 32 bits, a bit for each of them that is set when it is
 * null, and then those that are not, one after the other as {@link ValueDecoder} reads them. A
 * struct is such bits for its parts and then those that are not null. A map is the list of its
 * entries, which are structs. A nested value within another is a byte string there.
 */
public final class NestedBytes {
  private NestedBytes() {}

  /** Bytes of one bit for each value. */
  static int bits(int values) {
    return (values + 7) / 8;
  }

  /** Bytes before the elements of a list. */
  public static int listHead(int elements) {
    return Integer.BYTES + bits(elements);
  }

  /** Writes what is before the elements of a list, none of them null; where they go. */
  public static long putListHead(long address, int elements) {
    Memory.putInt(address, elements);
    Memory.fill(address + Integer.BYTES, bits(elements), (byte) 0);
    return address + listHead(elements);
  }

  /** Elements of a list of so many bytes. */
  public static int elements(long address, int length) {
    int elements = length < Integer.BYTES ? -1 : Memory.getInt(address);
    require(elements >= 0 && bits(elements) <= length - Integer.BYTES);
    return elements;
  }

  /** Fails for bytes that are no nested value: they may come from the network. */
  static void require(boolean holds) {
    if (!holds) {
      throw new TadashiException(ErrorCode.PROTOCOL, "a nested value is cut short");
    }
  }

  /** Bytes of a value that is not null. */
  static long size(Vec vec, int row) {
    return switch (vec) {
      case TextVec texts -> Integer.BYTES + (long) texts.length(row);
      case WideVec wides -> 16;
      case LongVec longs -> 8;
      case DoubleVec doubles -> 8;
    };
  }

  /** Writes a value that is not null; where the next one goes. */
  static long put(Vec vec, int row, long at) {
    switch (vec) {
      case TextVec texts -> {
        Memory.putInt(at, texts.length(row));
        Memory.copy(texts.address(row), at + Integer.BYTES, texts.length(row));
      }
      case WideVec wides -> {
        Memory.putLong(at, wides.low()[row]);
        Memory.putLong(at + 8, wides.high()[row]);
      }
      case LongVec longs -> Memory.putLong(at, longs.values()[row]);
      case DoubleVec doubles -> Memory.putDouble(at, doubles.values()[row]);
    }
    return at + size(vec, row);
  }
}
