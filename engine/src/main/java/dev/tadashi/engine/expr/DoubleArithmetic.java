package dev.tadashi.engine.expr;

import dev.tadashi.engine.vector.DoubleVec;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.function.ScalarFunction;
import dev.tadashi.model.type.SimpleType;
import org.jspecify.annotations.Nullable;

/** Arithmetic on floating point numbers; an infinite result of finite operands is an error. */
record DoubleArithmetic(ScalarFunction function, Kernel left, Kernel right, boolean single)
    implements Kernel {
  @Override
  public Vec eval(Rows rows) {
    DoubleVec x = (DoubleVec) left.eval(rows);
    DoubleVec y = (DoubleVec) right.eval(rows);
    int n = rows.size();
    double[] a = x.values();
    double[] b = y.values();
    double[] out = rows.scratch().doubles();
    boolean @Nullable [] nulls = Vec.eitherNull(x.nulls(), y.nulls(), n, rows.scratch());
    apply(a, b, nulls, n, out);
    if (single) {
      for (int i = 0; i < n; i++) {
        out[i] = (float) out[i];
      }
    }
    check(a, b, out, nulls, n);
    return new DoubleVec(out, nulls);
  }

  private void apply(double[] a, double[] b, boolean @Nullable [] nulls, int n, double[] out) {
    switch (function) {
      case ADD -> {
        for (int i = 0; i < n; i++) {
          out[i] = a[i] + b[i];
        }
      }
      case SUBTRACT -> {
        for (int i = 0; i < n; i++) {
          out[i] = a[i] - b[i];
        }
      }
      case MULTIPLY -> {
        for (int i = 0; i < n; i++) {
          out[i] = a[i] * b[i];
        }
      }
      default -> divide(a, b, nulls, n, out);
    }
  }

  private void divide(double[] a, double[] b, boolean @Nullable [] nulls, int n, double[] out) {
    for (int i = 0; i < n; i++) {
      if (b[i] == 0 && !Double.isNaN(a[i]) && !Vec.isNull(nulls, i)) {
        throw Failures.divisionByZero();
      }
      out[i] = function == ScalarFunction.DIVIDE ? a[i] / b[i] : a[i] % b[i];
    }
  }

  private void check(double[] a, double[] b, double[] out, boolean @Nullable [] nulls, int n) {
    for (int i = 0; i < n; i++) {
      if (Double.isInfinite(out[i])
          && Double.isFinite(a[i])
          && Double.isFinite(b[i])
          && !Vec.isNull(nulls, i)) {
        throw Failures.overflow(
            a[i] + " " + function.symbol() + " " + b[i],
            single ? SimpleType.FLOAT32 : SimpleType.FLOAT64);
      }
    }
  }
}
