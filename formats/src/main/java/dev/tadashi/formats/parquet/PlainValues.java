package dev.tadashi.formats.parquet;

import dev.tadashi.engine.memory.GrowBuffer;
import dev.tadashi.engine.memory.Memory;
import dev.tadashi.engine.vector.DoubleVec;
import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.TextVec;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.engine.vector.WideVec;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.DecimalType;
import org.apache.parquet.format.Type;

/**
 * Values in Parquet's plain encoding: numbers little-endian one after the other, texts behind their
 * length, decimals of many digits big-endian, nulls left out. Conditions are bits, which {@link
 * BitPacker} knows, so they are not written here.
 *
 * @param physical how the type is stored
 * @param width bytes of a long decimal
 */
record PlainValues(Type physical, int width) {

  static PlainValues of(DataType type) {
    boolean wide =
        type instanceof DecimalType decimal && decimal.precision() > ParquetTypes.INT64_DIGITS;
    return new PlainValues(
        ParquetTypes.physical(type), wide ? ParquetTypes.decimalBytes((DecimalType) type) : 0);
  }

  void append(Vec vec, int n, GrowBuffer out) {
    switch (vec) {
      case LongVec longs when longs.nulls() == null -> longs(longs.values(), n, out);
      case DoubleVec doubles when doubles.nulls() == null -> doubles(doubles.values(), n, out);
      case TextVec texts -> texts(texts, n, out);
      case Vec other -> {
        for (int i = 0; i < n; i++) {
          if (!Vec.isNull(other.nulls(), i)) {
            appendOne(other, i, out);
          }
        }
      }
    }
  }

  private void longs(long[] values, int n, GrowBuffer out) {
    if (physical == Type.INT64) {
      Memory.copy(values, out.extend(n * 8L), n);
      return;
    }
    long at = out.extend(n * 4L);
    for (int i = 0; i < n; i++) {
      Memory.putInt(at + i * 4L, (int) values[i]);
    }
  }

  private void doubles(double[] values, int n, GrowBuffer out) {
    if (physical == Type.DOUBLE) {
      Memory.copy(values, out.extend(n * 8L), n);
      return;
    }
    long at = out.extend(n * 4L);
    for (int i = 0; i < n; i++) {
      Memory.putFloat(at + i * 4L, (float) values[i]);
    }
  }

  private static void texts(TextVec texts, int n, GrowBuffer out) {
    for (int i = 0; i < n; i++) {
      if (!Vec.isNull(texts.nulls(), i)) {
        text(texts, i, out);
      }
    }
  }

  private static void text(TextVec texts, int row, GrowBuffer out) {
    int length = texts.length(row);
    long at = out.extend(Integer.BYTES + (long) length);
    Memory.putInt(at, length);
    Memory.copyText(texts.address(row), at + Integer.BYTES, length);
  }

  /** Adds the value of a row that is not null. */
  void appendOne(Vec vec, int row, GrowBuffer out) {
    switch (vec) {
      case LongVec longs when physical == Type.INT64 -> out.appendLong(longs.values()[row]);
      case LongVec longs -> out.appendInt((int) longs.values()[row]);
      case DoubleVec doubles when physical == Type.DOUBLE ->
          Memory.putDouble(out.extend(8), doubles.values()[row]);
      case DoubleVec doubles -> Memory.putFloat(out.extend(4), (float) doubles.values()[row]);
      case WideVec wides -> wide(wides.high()[row], wides.low()[row], out);
      case TextVec texts -> text(texts, row, out);
    }
  }

  private void wide(long high, long low, GrowBuffer out) {
    long at = out.extend(width);
    for (int i = 0; i < width; i++) {
      int shift = (width - 1 - i) * 8;
      long word = shift >= Long.SIZE ? high >> shift - Long.SIZE : low >>> shift;
      Memory.putByte(at + i, (byte) word);
    }
  }
}
