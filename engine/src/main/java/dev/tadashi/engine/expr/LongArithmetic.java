package dev.tadashi.engine.expr;

import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.function.ScalarFunction;
import dev.tadashi.model.type.SimpleType;
import org.jspecify.annotations.Nullable;

/**
 * Arithmetic on integers other than 64-bit unsigned ones. Sums and products are computed for all
 * rows and checked by one flag; only when that is set are the rows looked at one by one, because a
 * row that is null may overflow unharmed.
 */
final class LongArithmetic implements Kernel {
  private final ScalarFunction function;
  private final Kernel left;
  private final Kernel right;
  private final SimpleType type;
  private final long min;
  private final long max;

  LongArithmetic(ScalarFunction function, Kernel left, Kernel right, SimpleType type) {
    this.function = function;
    this.left = left;
    this.right = right;
    this.type = type;
    int bits = type.isSigned() ? type.integerBits() - 1 : type.integerBits();
    this.max = bits == 63 ? Long.MAX_VALUE : (1L << bits) - 1;
    this.min = type.isSigned() ? -max - 1 : 0;
  }

  @Override
  public Vec eval(Rows rows) {
    LongVec a = (LongVec) left.eval(rows);
    LongVec b = (LongVec) right.eval(rows);
    int n = rows.size();
    long[] out = rows.scratch().longs();
    boolean @Nullable [] nulls = Vec.eitherNull(a.nulls(), b.nulls(), n, rows.scratch());
    boolean suspect =
        switch (function) {
          case ADD -> add(a.values(), b.values(), n, out);
          case SUBTRACT -> subtract(a.values(), b.values(), n, out);
          case MULTIPLY -> multiply(a.values(), b.values(), n, out);
          default -> divide(a.values(), b.values(), nulls, n, out);
        };
    if (suspect || outside(out, n)) {
      checkEach(a.values(), b.values(), nulls, n);
    }
    return new LongVec(out, nulls);
  }

  private static boolean add(long[] a, long[] b, int n, long[] out) {
    long overflow = 0;
    for (int i = 0; i < n; i++) {
      long sum = a[i] + b[i];
      overflow |= (a[i] ^ sum) & (b[i] ^ sum);
      out[i] = sum;
    }
    return overflow < 0;
  }

  private static boolean subtract(long[] a, long[] b, int n, long[] out) {
    long overflow = 0;
    for (int i = 0; i < n; i++) {
      long difference = a[i] - b[i];
      overflow |= (a[i] ^ b[i]) & (a[i] ^ difference);
      out[i] = difference;
    }
    return overflow < 0;
  }

  private static boolean multiply(long[] a, long[] b, int n, long[] out) {
    long overflow = 0;
    for (int i = 0; i < n; i++) {
      long product = a[i] * b[i];
      overflow |= Math.multiplyHigh(a[i], b[i]) ^ product >> 63;
      out[i] = product;
    }
    return overflow != 0;
  }

  private boolean divide(long[] a, long[] b, boolean @Nullable [] nulls, int n, long[] out) {
    boolean suspect = false;
    for (int i = 0; i < n; i++) {
      if (Vec.isNull(nulls, i)) {
        out[i] = 0;
      } else if (b[i] == 0) {
        throw Failures.divisionByZero();
      } else if (function == ScalarFunction.DIVIDE) {
        suspect |= b[i] == -1 && a[i] == Long.MIN_VALUE;
        out[i] = a[i] / b[i];
      } else {
        out[i] = a[i] % b[i];
      }
    }
    return suspect;
  }

  private boolean outside(long[] values, int n) {
    boolean outside = false;
    for (int i = 0; i < n; i++) {
      outside |= values[i] < min | values[i] > max;
    }
    return outside;
  }

  private void checkEach(long[] a, long[] b, boolean @Nullable [] nulls, int n) {
    for (int i = 0; i < n; i++) {
      if (!Vec.isNull(nulls, i) && !fits(a[i], b[i])) {
        throw Failures.overflow(a[i] + " " + function.symbol() + " " + b[i], type);
      }
    }
  }

  private boolean fits(long a, long b) {
    try {
      long result =
          switch (function) {
            case ADD -> Math.addExact(a, b);
            case SUBTRACT -> Math.subtractExact(a, b);
            case MULTIPLY -> Math.multiplyExact(a, b);
            case DIVIDE -> Math.divideExact(a, b);
            default -> a % b;
          };
      return result >= min && result <= max;
    } catch (ArithmeticException e) {
      return false;
    }
  }
}
