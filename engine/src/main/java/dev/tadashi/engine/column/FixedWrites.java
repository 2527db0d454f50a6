package dev.tadashi.engine.column;

import dev.tadashi.engine.memory.Memory;
import dev.tadashi.engine.vector.DoubleVec;
import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.TextVec;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.engine.vector.WideVec;

/** Loops that narrow a chunk to stored values. */
public final class FixedWrites {
  private FixedWrites() {}

  /** Writes {@code n} values of that layout at {@code address}. */
  public static void write(Layout layout, long address, Vec vec, int n) {
    switch (vec) {
      case LongVec longs -> longs(layout, address, longs.values(), n);
      case DoubleVec doubles -> doubles(layout, address, doubles.values(), n);
      case WideVec wides -> wides(address, wides, n);
      case TextVec texts -> throw new IllegalArgumentException(layout.name());
    }
  }

  private static void longs(Layout layout, long address, long[] values, int n) {
    switch (layout) {
      case NOTHING -> {}
      case BOOL, I8, U8 -> {
        for (int i = 0; i < n; i++) {
          Memory.putByte(address + i, (byte) values[i]);
        }
      }
      case I16, U16 -> {
        for (int i = 0; i < n; i++) {
          Memory.putShort(address + i * 2L, (short) values[i]);
        }
      }
      case I32, U32 -> {
        for (int i = 0; i < n; i++) {
          Memory.putInt(address + i * 4L, (int) values[i]);
        }
      }
      case I64 -> {
        for (int i = 0; i < n; i++) {
          Memory.putLong(address + i * 8L, values[i]);
        }
      }
      case F32, F64, I128, BYTES -> throw new IllegalArgumentException(layout.name());
    }
  }

  private static void doubles(Layout layout, long address, double[] values, int n) {
    if (layout == Layout.F32) {
      for (int i = 0; i < n; i++) {
        Memory.putFloat(address + i * 4L, (float) values[i]);
      }
    } else {
      for (int i = 0; i < n; i++) {
        Memory.putDouble(address + i * 8L, values[i]);
      }
    }
  }

  private static void wides(long address, WideVec vec, int n) {
    for (int i = 0; i < n; i++) {
      Memory.putLong(address + i * 16L, vec.low()[i]);
      Memory.putLong(address + i * 16L + 8, vec.high()[i]);
    }
  }
}
