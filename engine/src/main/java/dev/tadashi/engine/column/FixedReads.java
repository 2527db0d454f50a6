package dev.tadashi.engine.column;

import dev.tadashi.engine.memory.Memory;
import dev.tadashi.engine.vector.DoubleVec;
import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.engine.vector.WideVec;
import org.jspecify.annotations.Nullable;

/** Loops that widen stored values into a chunk, one for each width and way of access. */
public final class FixedReads {
  private FixedReads() {}

  /** Values of that layout at {@code address}, as {@link Column#read} gives them. */
  public static Vec values(
      Layout layout,
      long address,
      int start,
      int n,
      int @Nullable [] sel,
      boolean @Nullable [] nulls,
      Scratch scratch) {
    if (layout == Layout.I128) {
      long[] high = scratch.longs();
      long[] low = scratch.longs();
      wides(address, start, n, sel, high, low);
      return new WideVec(high, low, nulls);
    } else if (layout == Layout.F32 || layout == Layout.F64) {
      double[] values = scratch.doubles();
      doubles(layout, address, start, n, sel, values);
      return new DoubleVec(values, nulls);
    }
    long[] values = scratch.longs();
    longs(layout, address, start, n, sel, values, scratch);
    return new LongVec(values, nulls);
  }

  static void longs(
      Layout layout,
      long address,
      int start,
      int n,
      int @Nullable [] sel,
      long[] out,
      Scratch scratch) {
    long base = address + (long) start * layout.width();
    switch (layout) {
      case BOOL, I8 -> i8(base, n, sel, out);
      case U8 -> u8(base, n, sel, out);
      case I16 -> i16(base, n, sel, out);
      case U16 -> u16(base, n, sel, out);
      case I32 -> i32(base, n, sel, out, scratch);
      case U32 -> u32(base, n, sel, out, scratch);
      case I64 -> i64(base, n, sel, out);
      case NOTHING, F32, F64, I128, BYTES -> throw new IllegalArgumentException(layout.name());
    }
  }

  static void doubles(
      Layout layout, long address, int start, int n, int @Nullable [] sel, double[] out) {
    long base = address + (long) start * layout.width();
    if (layout == Layout.F32) {
      f32(base, n, sel, out);
    } else {
      f64(base, n, sel, out);
    }
  }

  static void wides(long address, int start, int n, int @Nullable [] sel, long[] high, long[] low) {
    long base = address + (long) start * 16;
    for (int i = 0; i < n; i++) {
      long at = base + (sel == null ? i : sel[i]) * 16L;
      low[i] = Memory.getLong(at);
      high[i] = Memory.getLong(at + 8);
    }
  }

  private static void i8(long base, int n, int @Nullable [] sel, long[] out) {
    if (sel == null) {
      for (int i = 0; i < n; i++) {
        out[i] = Memory.getByte(base + i);
      }
    } else {
      for (int i = 0; i < n; i++) {
        out[i] = Memory.getByte(base + sel[i]);
      }
    }
  }

  private static void u8(long base, int n, int @Nullable [] sel, long[] out) {
    for (int i = 0; i < n; i++) {
      out[i] = Memory.getByte(base + (sel == null ? i : sel[i])) & 0xFF;
    }
  }

  private static void i16(long base, int n, int @Nullable [] sel, long[] out) {
    if (sel == null) {
      for (int i = 0; i < n; i++) {
        out[i] = Memory.getShort(base + i * 2L);
      }
    } else {
      for (int i = 0; i < n; i++) {
        out[i] = Memory.getShort(base + sel[i] * 2L);
      }
    }
  }

  private static void u16(long base, int n, int @Nullable [] sel, long[] out) {
    for (int i = 0; i < n; i++) {
      out[i] = Memory.getShort(base + (sel == null ? i : sel[i]) * 2L) & 0xFFFF;
    }
  }

  private static void i32(long base, int n, int @Nullable [] sel, long[] out, Scratch scratch) {
    if (sel == null) {
      int[] narrow = scratch.ints();
      Memory.copy(base, narrow, n);
      for (int i = 0; i < n; i++) {
        out[i] = narrow[i];
      }
    } else {
      for (int i = 0; i < n; i++) {
        out[i] = Memory.getInt(base + sel[i] * 4L);
      }
    }
  }

  private static void u32(long base, int n, int @Nullable [] sel, long[] out, Scratch scratch) {
    if (sel == null) {
      int[] narrow = scratch.ints();
      Memory.copy(base, narrow, n);
      for (int i = 0; i < n; i++) {
        out[i] = narrow[i] & 0xFFFF_FFFFL;
      }
      return;
    }
    for (int i = 0; i < n; i++) {
      out[i] = Memory.getInt(base + (sel == null ? i : sel[i]) * 4L) & 0xFFFF_FFFFL;
    }
  }

  private static void i64(long base, int n, int @Nullable [] sel, long[] out) {
    if (sel == null) {
      Memory.copy(base, out, n);
    } else {
      for (int i = 0; i < n; i++) {
        out[i] = Memory.getLong(base + sel[i] * 8L);
      }
    }
  }

  private static void f32(long base, int n, int @Nullable [] sel, double[] out) {
    for (int i = 0; i < n; i++) {
      out[i] = Memory.getFloat(base + (sel == null ? i : sel[i]) * 4L);
    }
  }

  private static void f64(long base, int n, int @Nullable [] sel, double[] out) {
    if (sel == null) {
      Memory.copy(base, out, n);
    } else {
      for (int i = 0; i < n; i++) {
        out[i] = Memory.getDouble(base + sel[i] * 8L);
      }
    }
  }
}
