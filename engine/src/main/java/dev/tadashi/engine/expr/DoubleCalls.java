package dev.tadashi.engine.expr;

import dev.tadashi.engine.vector.DoubleVec;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.function.ScalarFunction;
import dev.tadashi.model.type.SimpleType;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Functions of doubles; an infinite result of finite arguments is an overflow. */
final class DoubleCalls {
  private DoubleCalls() {}

  static Kernel unary(ScalarFunction function, Kernel arg, DoubleUnaryOperator operator) {
    return rows -> {
      DoubleVec vec = (DoubleVec) arg.eval(rows);
      double[] x = vec.values();
      double[] out = rows.scratch().doubles();
      for (int i = 0; i < rows.size(); i++) {
        if (!Vec.isNull(vec.nulls(), i)) {
          out[i] = operator.applyAsDouble(x[i]);
          check(function, out[i], Double.isFinite(x[i]));
        }
      }
      return new DoubleVec(out, vec.nulls());
    };
  }

  static Kernel binary(
      ScalarFunction function, Kernel left, Kernel right, DoubleBinaryOperator operator) {
    return rows -> {
      DoubleVec a = (DoubleVec) left.eval(rows);
      DoubleVec b = (DoubleVec) right.eval(rows);
      double[] out = rows.scratch().doubles();
      boolean @Nullable [] nulls =
          Vec.eitherNull(a.nulls(), b.nulls(), rows.size(), rows.scratch());
      for (int i = 0; i < rows.size(); i++) {
        if (!Vec.isNull(nulls, i)) {
          double x = a.values()[i];
          double y = b.values()[i];
          out[i] = operator.applyAsDouble(x, y);
          check(function, out[i], Double.isFinite(x) && Double.isFinite(y));
        }
      }
      return new DoubleVec(out, nulls);
    };
  }

  private static void check(ScalarFunction function, double result, boolean finite) {
    if (finite && Double.isInfinite(result)) {
      throw Failures.overflow("'" + function.symbol() + "'", SimpleType.FLOAT64);
    }
  }
}
