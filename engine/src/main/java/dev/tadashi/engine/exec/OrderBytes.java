package dev.tadashi.engine.exec;

import dev.tadashi.engine.memory.Hash;
import dev.tadashi.engine.memory.Memory;
import dev.tadashi.engine.vector.DoubleVec;
import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.TextVec;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.engine.vector.WideVec;
import dev.tadashi.model.plan.SortKey;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.SimpleType;

/**
 * One key of an order as bytes that are in that order when compared byte by byte: first whether it
 * is null, then numbers with the top bit flipped and the highest byte first, and texts with each
 * zero byte followed by 0xFF and two zero bytes at the end. Descending ones are inverted.
 */
final class OrderBytes {
  private final SortKey key;
  private final long flip;

  OrderBytes(SortKey key, DataType type) {
    this.key = key;
    this.flip = type == SimpleType.UINT64 ? 0 : Long.MIN_VALUE;
  }

  /** The most bytes that a row's key takes. */
  static int most(Vec vec, int row) {
    return switch (vec) {
      case WideVec wides -> 17;
      case TextVec texts -> Vec.isNull(vec.nulls(), row) ? 1 : 2 * texts.length(row) + 3;
      case LongVec longs -> 9;
      case DoubleVec doubles -> 9;
    };
  }

  /** Writes a row's key; where it ends. */
  long write(Vec vec, int row, long address) {
    if (Vec.isNull(vec.nulls(), row)) {
      Memory.putByte(address, (byte) (key.nullsFirst() ? 0 : 2));
      return address + 1;
    }
    Memory.putByte(address, (byte) 1);
    long from = address + 1;
    long to =
        switch (vec) {
          case LongVec longs -> word(longs.values()[row] ^ flip, from);
          case DoubleVec doubles -> word(ordered(doubles.values()[row]) ^ Long.MIN_VALUE, from);
          case WideVec wides ->
              word(wides.low()[row], word(wides.high()[row] ^ Long.MIN_VALUE, from));
          case TextVec texts -> text(texts.address(row), texts.length(row), from);
        };
    if (key.descending()) {
      for (long at = from; at < to; at++) {
        Memory.putByte(at, (byte) ~Memory.getByte(at));
      }
    }
    return to;
  }

  private static long ordered(double value) {
    long bits = Hash.canonical(value);
    return bits ^ bits >> 63 & Long.MAX_VALUE;
  }

  private static long word(long value, long address) {
    Memory.putLong(address, Long.reverseBytes(value));
    return address + 8;
  }

  private static long text(long bytes, int length, long address) {
    long to = address;
    for (int i = 0; i < length; i++) {
      byte one = Memory.getByte(bytes + i);
      Memory.putByte(to++, one);
      if (one == 0) {
        Memory.putByte(to++, (byte) 0xFF);
      }
    }
    Memory.putShort(to, (short) 0);
    return to + 2;
  }
}
