package dev.tadashi.engine.expr;

import dev.tadashi.engine.column.Layout;
import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.engine.vector.WideVec;
import dev.tadashi.model.function.ScalarFunction;
import dev.tadashi.model.type.DecimalType;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * Arithmetic on decimals. While all three types have at most 18 digits the result cannot leave 64
 * bits, and a product of two such numbers cannot leave 128; the rest goes row by row through big
 * integers.
 */
record DecimalArithmetic(
    ScalarFunction function,
    Kernel left,
    DecimalType leftType,
    Kernel right,
    DecimalType rightType,
    DecimalType type)
    implements Kernel {

  static Kernel kernel(
      ScalarFunction function,
      Kernel left,
      DecimalType leftType,
      Kernel right,
      DecimalType rightType,
      DecimalType type) {
    boolean shortOperands = Layout.of(leftType) == Layout.I64 && Layout.of(rightType) == Layout.I64;
    boolean unrounded = type.scale() == leftType.scale() + rightType.scale();
    if (shortOperands && function == ScalarFunction.MULTIPLY && unrounded) {
      return Layout.of(type) == Layout.I64
          ? rows -> shortProducts(left.eval(rows), right.eval(rows), rows)
          : rows -> products(left.eval(rows), right.eval(rows), rows);
    } else if (shortOperands
        && Layout.of(type) == Layout.I64
        && (function == ScalarFunction.ADD || function == ScalarFunction.SUBTRACT)) {
      long leftFactor = Decimals.longPower(type.scale() - leftType.scale());
      long sign = function == ScalarFunction.ADD ? 1 : -1;
      long rightFactor = sign * Decimals.longPower(type.scale() - rightType.scale());
      return rows -> sums(left.eval(rows), leftFactor, right.eval(rows), rightFactor, rows);
    }
    return new DecimalArithmetic(function, left, leftType, right, rightType, type);
  }

  private static Vec shortProducts(Vec a, Vec b, Rows rows) {
    long[] x = ((LongVec) a).values();
    long[] y = ((LongVec) b).values();
    long[] out = rows.scratch().longs();
    for (int i = 0; i < rows.size(); i++) {
      out[i] = x[i] * y[i];
    }
    return new LongVec(out, Vec.eitherNull(a.nulls(), b.nulls(), rows.size(), rows.scratch()));
  }

  private static Vec products(Vec a, Vec b, Rows rows) {
    long[] x = ((LongVec) a).values();
    long[] y = ((LongVec) b).values();
    long[] high = rows.scratch().longs();
    long[] low = rows.scratch().longs();
    for (int i = 0; i < rows.size(); i++) {
      high[i] = Math.multiplyHigh(x[i], y[i]);
      low[i] = x[i] * y[i];
    }
    boolean @Nullable [] nulls = Vec.eitherNull(a.nulls(), b.nulls(), rows.size(), rows.scratch());
    return new WideVec(high, low, nulls);
  }

  private static Vec sums(Vec a, long leftFactor, Vec b, long rightFactor, Rows rows) {
    long[] x = ((LongVec) a).values();
    long[] y = ((LongVec) b).values();
    long[] out = rows.scratch().longs();
    for (int i = 0; i < rows.size(); i++) {
      out[i] = x[i] * leftFactor + y[i] * rightFactor;
    }
    return new LongVec(out, Vec.eitherNull(a.nulls(), b.nulls(), rows.size(), rows.scratch()));
  }

  @Override
  public Vec eval(Rows rows) {
    Vec a = left.eval(rows);
    Vec b = right.eval(rows);
    boolean @Nullable [] nulls = Vec.eitherNull(a.nulls(), b.nulls(), rows.size(), rows.scratch());
    DecimalOut out = new DecimalOut(type, rows.scratch());
    for (int i = 0; i < rows.size(); i++) {
      if (!Vec.isNull(nulls, i)) {
        out.set(i, apply(Decimals.at(a, i), Decimals.at(b, i)));
      }
    }
    return out.build(nulls);
  }

  private BigInteger apply(BigInteger a, BigInteger b) {
    return switch (function) {
      case MULTIPLY ->
          Decimals.rescale(a.multiply(b), leftType.scale() + rightType.scale(), type.scale());
      case DIVIDE -> divide(a, nonZero(b));
      case MODULO -> left(a).remainder(right(nonZero(b)));
      case SUBTRACT -> left(a).subtract(right(b));
      default -> left(a).add(right(b));
    };
  }

  private BigInteger divide(BigInteger a, BigInteger b) {
    int shift = type.scale() + rightType.scale() - leftType.scale();
    return Decimals.divide(a.multiply(Decimals.power(shift)), b);
  }

  private BigInteger left(BigInteger a) {
    return Decimals.rescale(a, leftType.scale(), type.scale());
  }

  private BigInteger right(BigInteger b) {
    return Decimals.rescale(b, rightType.scale(), type.scale());
  }

  private static BigInteger nonZero(BigInteger divisor) {
    if (divisor.signum() == 0) {
      throw Failures.divisionByZero();
    }
    return divisor;
  }
}
