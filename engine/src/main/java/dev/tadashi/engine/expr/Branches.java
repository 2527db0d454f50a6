package dev.tadashi.engine.expr;

import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.type.DataType;

/**
 * CASE: a row's value is that of its first true condition. Each condition is evaluated only for the
 * rows that are still open, and each value only for its rows, so {@code case when x <> 0 then 1 / x
 * end} never divides by zero.
 */
record Branches(Kernel[] conditions, Kernel[] values, Kernel otherwise, DataType type)
    implements Kernel {
  @Override
  public Vec eval(Rows rows) {
    RowOut out = RowOut.of(type, rows.scratch(), rows.size());
    int[] open = all(rows);
    int left = rows.size();
    for (int branch = 0; branch < conditions.length && left > 0; branch++) {
      LongVec truth = (LongVec) conditions[branch].eval(view(rows, open, left));
      int[] taken = rows.scratch().ints();
      int[] stillOpen = rows.scratch().ints();
      int count = 0;
      int kept = 0;
      for (int i = 0; i < left; i++) {
        if (!Vec.isNull(truth.nulls(), i) && truth.values()[i] == 1) {
          taken[count++] = open[i];
        } else {
          stillOpen[kept++] = open[i];
        }
      }
      put(values[branch], rows, taken, count, out);
      open = stillOpen;
      left = kept;
    }
    put(otherwise, rows, open, left, out);
    return out.build();
  }

  static int[] all(Rows rows) {
    int[] open = rows.scratch().ints();
    for (int i = 0; i < rows.size(); i++) {
      open[i] = i;
    }
    return open;
  }

  static Rows view(Rows rows, int[] open, int n) {
    return n == rows.size() ? rows : rows.narrow(open, n);
  }

  private static void put(Kernel value, Rows rows, int[] taken, int n, RowOut out) {
    if (n == 0) {
      return;
    }
    Vec values = value.eval(view(rows, taken, n));
    for (int i = 0; i < n; i++) {
      out.copy(values, i, taken[i]);
    }
  }
}
