package dev.tadashi.engine.expr;

import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Vec;
import java.util.Arrays;

/**
 * Three-valued AND and OR. Each argument is evaluated only for the rows that the ones before it
 * left open, so {@code x <> 0 and 1 / x > 2} never divides by zero.
 */
final class AndOr implements Kernel {
  /** The value that decides: 0 for AND, 1 for OR. */
  private final long deciding;

  private final Kernel[] args;

  AndOr(boolean and, Kernel[] args) {
    this.deciding = and ? 0 : 1;
    this.args = args;
  }

  @Override
  public Vec eval(Rows rows) {
    int n = rows.size();
    long[] result = rows.scratch().longs();
    boolean[] nulls = rows.scratch().flags();
    Arrays.fill(result, 0, n, 1 - deciding);
    Arrays.fill(nulls, 0, n, false);
    int[] open = rows.scratch().ints();
    for (int i = 0; i < n; i++) {
      open[i] = i;
    }
    int left = n;
    for (Kernel arg : args) {
      if (left == 0) {
        break;
      }
      Rows view = left == n ? rows : rows.narrow(open, left);
      int[] stillOpen = rows.scratch().ints();
      left = fold((LongVec) arg.eval(view), open, left, result, nulls, stillOpen);
      open = stillOpen;
    }
    return new LongVec(result, nulls);
  }

  private int fold(
      LongVec values, int[] open, int n, long[] result, boolean[] nulls, int[] stillOpen) {
    int left = 0;
    for (int i = 0; i < n; i++) {
      int row = open[i];
      if (Vec.isNull(values.nulls(), i)) {
        nulls[row] = true;
        stillOpen[left++] = row;
      } else if (values.values()[i] == deciding) {
        result[row] = deciding;
        nulls[row] = false;
      } else {
        stillOpen[left++] = row;
      }
    }
    return left;
  }
}
