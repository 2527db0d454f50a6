package dev.tadashi.engine.expr;

import dev.tadashi.engine.vector.DoubleVec;
import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.TextVec;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.engine.vector.WideVec;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.DecimalType;
import dev.tadashi.model.type.SimpleType;
import java.math.BigDecimal;

/** Any number as the nearest floating point number. */
public record ToDouble(Kernel source, DataType from, SimpleType to) implements Kernel {
  private static final long EXACT = 1L << 53;
  private static final int EXACT_POWER = 18;

  @Override
  public Vec eval(Rows rows) {
    Vec values = source.eval(rows);
    double[] out = rows.scratch().doubles();
    convert(values, from, rows.size(), out);
    if (to == SimpleType.FLOAT32) {
      narrow(values, out, rows.size());
    }
    return new DoubleVec(out, values.nulls());
  }

  /** Converts a chunk of numbers of that type. */
  public static void convert(Vec values, DataType from, int n, double[] out) {
    switch (values) {
      case DoubleVec vec -> System.arraycopy(vec.values(), 0, out, 0, n);
      case LongVec vec -> longs(vec.values(), from, n, out);
      case WideVec vec -> {
        int scale = from instanceof DecimalType decimal ? decimal.scale() : 0;
        for (int i = 0; i < n; i++) {
          out[i] = new BigDecimal(Decimals.at(vec, i), scale).doubleValue();
        }
      }
      case TextVec vec -> throw new IllegalArgumentException(from.text());
    }
  }

  private static void longs(long[] values, DataType from, int n, double[] out) {
    if (from instanceof DecimalType decimal) {
      double divisor = Decimals.longPower(Math.min(EXACT_POWER, decimal.scale()));
      for (int i = 0; i < n; i++) {
        // Both exact, so the division rounds once and correctly.
        out[i] =
            values[i] > -EXACT && values[i] < EXACT
                ? values[i] / divisor
                : BigDecimal.valueOf(values[i], decimal.scale()).doubleValue();
      }
    } else if (from == SimpleType.UINT64) {
      for (int i = 0; i < n; i++) {
        out[i] = unsigned(values[i]);
      }
    } else {
      for (int i = 0; i < n; i++) {
        out[i] = values[i];
      }
    }
  }

  private static double unsigned(long value) {
    // The lowest bit is kept when halving, so that the rounding is that of the whole number.
    return value >= 0 ? value : (value >>> 1 | value & 1) * 2.0;
  }

  private void narrow(Vec values, double[] out, int n) {
    for (int i = 0; i < n; i++) {
      double narrowed = (float) out[i];
      if (Double.isInfinite(narrowed)
          && Double.isFinite(out[i])
          && !Vec.isNull(values.nulls(), i)) {
        throw Failures.overflow(Double.toString(out[i]), to);
      }
      out[i] = narrowed;
    }
  }
}
