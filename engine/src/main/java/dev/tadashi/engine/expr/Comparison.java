package dev.tadashi.engine.expr;

import dev.tadashi.engine.memory.Int128;
import dev.tadashi.engine.memory.Memory;
import dev.tadashi.engine.vector.DoubleVec;
import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.TextVec;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.engine.vector.WideVec;
import dev.tadashi.model.function.ScalarFunction;

/**
 * Comparison of two values of one type. All six are "equal" or "less", with the sides swapped or
 * the answer flipped, which is right because every type has a total order: NaN equals itself and is
 * greatest, and the zeros are one.
 */
final class Comparison implements Kernel {
  private final boolean equality;
  private final int flip;
  private final boolean unsigned;
  private final Kernel left;
  private final Kernel right;

  Comparison(ScalarFunction function, boolean unsigned, Kernel left, Kernel right) {
    boolean swap = function == ScalarFunction.GT || function == ScalarFunction.LE;
    this.equality = function == ScalarFunction.EQ || function == ScalarFunction.NE;
    this.flip =
        function == ScalarFunction.NE
                || function == ScalarFunction.LE
                || function == ScalarFunction.GE
            ? 1
            : 0;
    this.unsigned = unsigned;
    this.left = swap ? right : left;
    this.right = swap ? left : right;
  }

  /** The function that gives the same when the sides change places. */
  static ScalarFunction swapped(ScalarFunction function) {
    return switch (function) {
      case LT -> ScalarFunction.GT;
      case LE -> ScalarFunction.GE;
      case GT -> ScalarFunction.LT;
      case GE -> ScalarFunction.LE;
      default -> function;
    };
  }

  @Override
  public Vec eval(Rows rows) {
    Vec a = left.eval(rows);
    Vec b = right.eval(rows);
    Scratch scratch = rows.scratch();
    long[] out = scratch.longs();
    int n = rows.size();
    switch (a) {
      case LongVec x -> longs(x.values(), ((LongVec) b).values(), n, out);
      case DoubleVec x -> doubles(x.values(), ((DoubleVec) b).values(), n, out);
      case WideVec x -> wides(x, (WideVec) b, n, out);
      case TextVec x -> texts(x, (TextVec) b, n, out);
    }
    return new LongVec(out, Vec.eitherNull(a.nulls(), b.nulls(), n, scratch));
  }

  private void longs(long[] a, long[] b, int n, long[] out) {
    if (equality) {
      for (int i = 0; i < n; i++) {
        out[i] = (a[i] == b[i] ? 1 : 0) ^ flip;
      }
    } else if (unsigned) {
      for (int i = 0; i < n; i++) {
        out[i] = (Long.compareUnsigned(a[i], b[i]) < 0 ? 1 : 0) ^ flip;
      }
    } else {
      for (int i = 0; i < n; i++) {
        out[i] = (a[i] < b[i] ? 1 : 0) ^ flip;
      }
    }
  }

  private void doubles(double[] a, double[] b, int n, long[] out) {
    if (equality) {
      for (int i = 0; i < n; i++) {
        boolean same = a[i] == b[i] | (Double.isNaN(a[i]) & Double.isNaN(b[i]));
        out[i] = (same ? 1 : 0) ^ flip;
      }
    } else {
      for (int i = 0; i < n; i++) {
        boolean less = a[i] < b[i] | (!Double.isNaN(a[i]) & Double.isNaN(b[i]));
        out[i] = (less ? 1 : 0) ^ flip;
      }
    }
  }

  private void wides(WideVec a, WideVec b, int n, long[] out) {
    for (int i = 0; i < n; i++) {
      int order = Int128.compare(a.high()[i], a.low()[i], b.high()[i], b.low()[i]);
      out[i] = ((equality ? order == 0 : order < 0) ? 1 : 0) ^ flip;
    }
  }

  private void texts(TextVec a, TextVec b, int n, long[] out) {
    for (int i = 0; i < n; i++) {
      int order = Memory.compare(a.address(i), a.length(i), b.address(i), b.length(i));
      out[i] = ((equality ? order == 0 : order < 0) ? 1 : 0) ^ flip;
    }
  }
}
