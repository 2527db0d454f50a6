package dev.tadashi.engine.expr;

import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.function.ScalarFunction;
import dev.tadashi.model.type.SimpleType;
import org.jspecify.annotations.Nullable;

/** Arithmetic on 64-bit unsigned integers. */
record UnsignedArithmetic(ScalarFunction function, Kernel left, Kernel right) implements Kernel {
  @Override
  public Vec eval(Rows rows) {
    LongVec a = (LongVec) left.eval(rows);
    LongVec b = (LongVec) right.eval(rows);
    int n = rows.size();
    long[] out = rows.scratch().longs();
    boolean @Nullable [] nulls = Vec.eitherNull(a.nulls(), b.nulls(), n, rows.scratch());
    for (int i = 0; i < n; i++) {
      out[i] = Vec.isNull(nulls, i) ? 0 : apply(a.values()[i], b.values()[i]);
    }
    return new LongVec(out, nulls);
  }

  private long apply(long a, long b) {
    return switch (function) {
      case ADD -> checked(a, b, a + b, Long.compareUnsigned(a + b, a) >= 0);
      case SUBTRACT -> checked(a, b, a - b, Long.compareUnsigned(a, b) >= 0);
      case MULTIPLY -> checked(a, b, a * b, Math.unsignedMultiplyHigh(a, b) == 0);
      case DIVIDE -> Long.divideUnsigned(a, nonZero(b));
      default -> Long.remainderUnsigned(a, nonZero(b));
    };
  }

  private long checked(long a, long b, long result, boolean fits) {
    if (!fits) {
      throw overflow(a, b);
    }
    return result;
  }

  private TadashiException overflow(long a, long b) {
    String what =
        Long.toUnsignedString(a) + " " + function.symbol() + " " + Long.toUnsignedString(b);
    return Failures.overflow(what, SimpleType.UINT64);
  }

  private static long nonZero(long divisor) {
    if (divisor == 0) {
      throw Failures.divisionByZero();
    }
    return divisor;
  }
}
