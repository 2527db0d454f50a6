package dev.tadashi.engine.expr;

import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.function.ScalarFunction;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.SimpleType;

/** GREATEST and LEAST; nulls are left out. */
record BestOf(Kernel[] args, boolean greatest, DataType type) implements Kernel {
  @Override
  public Vec eval(Rows rows) {
    Vec best = args[0].eval(rows);
    for (int arg = 1; arg < args.length; arg++) {
      best = better(best, args[arg].eval(rows), rows);
    }
    return best;
  }

  private Vec better(Vec best, Vec other, Rows rows) {
    ScalarFunction order = greatest ? ScalarFunction.GT : ScalarFunction.LT;
    boolean unsigned = type == SimpleType.UINT64;
    LongVec wins =
        (LongVec) new Comparison(order, unsigned, ignored -> other, ignored -> best).eval(rows);
    RowOut out = RowOut.of(type, rows.scratch(), rows.size());
    for (int i = 0; i < rows.size(); i++) {
      boolean taken =
          Vec.isNull(best.nulls(), i) || (!Vec.isNull(other.nulls(), i) && wins.values()[i] == 1);
      out.copy(taken ? other : best, i, i);
    }
    return out.build();
  }
}
