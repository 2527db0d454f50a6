package dev.tadashi.engine.expr;

import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.type.DataType;

/** Conversion between units of time. */
final class TimeCast {
  private TimeCast() {}

  static Kernel between(Kernel source, long fromPerSecond, long toPerSecond, DataType to) {
    if (toPerSecond == fromPerSecond) {
      return source;
    }
    return toPerSecond > fromPerSecond
        ? times(source, toPerSecond / fromPerSecond, to)
        : divided(source, fromPerSecond / toPerSecond);
  }

  static Kernel times(Kernel source, long factor, DataType to) {
    return rows -> {
      LongVec values = (LongVec) source.eval(rows);
      long[] out = rows.scratch().longs();
      for (int i = 0; i < rows.size(); i++) {
        long value = values.values()[i];
        out[i] = value * factor;
        if (Math.multiplyHigh(value, factor) != out[i] >> 63 && !Vec.isNull(values.nulls(), i)) {
          throw Failures.overflow(value + " * " + factor, to);
        }
      }
      return new LongVec(out, values.nulls());
    };
  }

  /** Rounded down, so that a time before the epoch stays on its day. */
  static Kernel divided(Kernel source, long divisor) {
    return rows -> {
      LongVec values = (LongVec) source.eval(rows);
      long[] out = rows.scratch().longs();
      for (int i = 0; i < rows.size(); i++) {
        out[i] = Math.floorDiv(values.values()[i], divisor);
      }
      return new LongVec(out, values.nulls());
    };
  }
}
