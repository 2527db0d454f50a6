package dev.tadashi.engine.expr;

import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.function.ScalarFunction;

/** IS DISTINCT FROM: never null, and two nulls are the same. */
record Distinct(Kernel left, Kernel right) implements Kernel {
  @Override
  public Vec eval(Rows rows) {
    Vec a = left.eval(rows);
    Vec b = right.eval(rows);
    LongVec differs =
        (LongVec) new Comparison(ScalarFunction.NE, false, ignored -> a, ignored -> b).eval(rows);
    long[] out = rows.scratch().longs();
    for (int i = 0; i < rows.size(); i++) {
      boolean aNull = Vec.isNull(a.nulls(), i);
      boolean bNull = Vec.isNull(b.nulls(), i);
      out[i] = aNull || bNull ? (aNull == bNull ? 0 : 1) : differs.values()[i];
    }
    return new LongVec(out, null);
  }
}
