package dev.tadashi.engine.expr;

import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Vec;

/** Three-valued NOT. */
record Not(Kernel arg) implements Kernel {
  @Override
  public Vec eval(Rows rows) {
    LongVec values = (LongVec) arg.eval(rows);
    long[] out = rows.scratch().longs();
    for (int i = 0; i < rows.size(); i++) {
      out[i] = values.values()[i] ^ 1;
    }
    return new LongVec(out, values.nulls());
  }
}
