package dev.tadashi.engine.expr;

import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Vec;

/** IS NULL and IS NOT NULL. */
record NullTest(Kernel arg, boolean whenNull) implements Kernel {
  @Override
  public Vec eval(Rows rows) {
    Vec values = arg.eval(rows);
    long[] out = rows.scratch().longs();
    for (int i = 0; i < rows.size(); i++) {
      out[i] = Vec.isNull(values.nulls(), i) == whenNull ? 1 : 0;
    }
    return new LongVec(out, null);
  }
}
