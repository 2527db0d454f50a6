package dev.tadashi.engine.column;

import dev.tadashi.engine.memory.Memory;
import java.util.Objects;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateMilliVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float2Vector;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.TimeMilliVector;
import org.apache.arrow.vector.TimeSecVector;

/** Copies the values of Arrow vectors of fixed width into the engine's layouts. */
final class ArrowReads {
  private static final long MILLIS_PER_DAY = 86_400_000L;

  private ArrowReads() {}

  /** As the vector's own count, in words instead of bytes and up to the first null only. */
  static boolean hasNulls(FieldVector vector) {
    if (vector instanceof NullVector) {
      return vector.getValueCount() > 0;
    }
    int rows = vector.getValueCount();
    if (rows == 0) {
      return false;
    }
    long bits = vector.getValidityBufferAddress();
    int whole = rows & -Long.SIZE;
    for (int row = 0; row < whole; row += Long.SIZE) {
      if (Memory.getLong(bits + row / 8) != -1) {
        return true;
      }
    }
    for (int row = whole; row < rows; row++) {
      if (!Memory.getBit(bits, row)) {
        return true;
      }
    }
    return false;
  }

  static void nulls(FieldVector vector, int from, int to, boolean all, NullBits out) {
    if (!all && !hasNulls(vector)) {
      out.appendValid(to - from);
      return;
    }
    for (int i = from; i < to; i++) {
      if (all || vector.isNull(i)) {
        out.appendNull();
      } else {
        out.appendValid(1);
      }
    }
  }

  static void copy(FieldVector vector, int from, int n, Layout layout, long to) {
    if (layout == Layout.NOTHING || n == 0) {
      return;
    }
    long data = vector.getDataBufferAddress();
    switch (vector) {
      case BitVector bits -> bits(data, from, n, to);
      case DecimalVector decimals when layout == Layout.I64 -> narrow(data, from, n, to);
      case DateMilliVector dates -> days(data, from, n, to);
      case Float2Vector halves -> halves(data, from, n, to);
      case TimeSecVector times -> widen(data, from, n, to);
      case TimeMilliVector times -> widen(data, from, n, to);
      default -> {
        long width = Objects.requireNonNull(layout).width();
        Memory.copy(data + from * width, to, n * width);
      }
    }
  }

  private static void bits(long data, int from, int n, long to) {
    for (int i = 0; i < n; i++) {
      Memory.putByte(to + i, (byte) (Memory.getBit(data, (long) from + i) ? 1 : 0));
    }
  }

  private static void narrow(long data, int from, int n, long to) {
    for (int i = 0; i < n; i++) {
      Memory.putLong(to + i * 8L, Memory.getLong(data + (from + i) * 16L));
    }
  }

  private static void days(long data, int from, int n, long to) {
    for (int i = 0; i < n; i++) {
      long millis = Memory.getLong(data + (from + i) * 8L);
      Memory.putInt(to + i * 4L, (int) Math.floorDiv(millis, MILLIS_PER_DAY));
    }
  }

  private static void halves(long data, int from, int n, long to) {
    for (int i = 0; i < n; i++) {
      Memory.putFloat(to + i * 4L, Float.float16ToFloat(Memory.getShort(data + (from + i) * 2L)));
    }
  }

  private static void widen(long data, int from, int n, long to) {
    for (int i = 0; i < n; i++) {
      Memory.putLong(to + i * 8L, Memory.getInt(data + (from + i) * 4L));
    }
  }
}
