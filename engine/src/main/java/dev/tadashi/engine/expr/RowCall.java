package dev.tadashi.engine.expr;

import dev.tadashi.engine.function.Args;
import dev.tadashi.engine.function.RowFunction;
import dev.tadashi.engine.vector.CodeVec;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.type.DataType;

/**
 * Calls a function row by row; null in gives null out unless it takes nulls. When the first
 * argument is a dictionary column and all others are constants it is called once per entry that
 * occurs.
 */
final class RowCall implements Kernel {
  private final RowFunction function;
  private final boolean takesNull;
  private final Kernel[] kernels;
  private final Args args;
  private final DataType type;
  private final boolean othersConstant;
  private final EntryResults results;

  RowCall(
      RowFunction function,
      boolean takesNull,
      Kernel[] kernels,
      Args args,
      DataType type,
      boolean othersConstant,
      EntryResults results) {
    this.function = function;
    this.takesNull = takesNull;
    this.kernels = kernels;
    this.args = args;
    this.type = type;
    this.othersConstant = othersConstant;
    this.results = results;
  }

  @Override
  public Vec eval(Rows rows) {
    Vec[] values = new Vec[kernels.length];
    for (int i = 0; i < kernels.length; i++) {
      values[i] = kernels[i].eval(rows);
    }
    args.use(values);
    boolean[] skipped = skipped(values, rows);
    return othersConstant && !takesNull && values[0] instanceof CodeVec codes
        ? results.eval(codes, skipped, rows, row -> function.apply(args, row))
        : byRow(skipped, rows);
  }

  private boolean[] skipped(Vec[] values, Rows rows) {
    boolean[] skipped = rows.scratch().flags();
    for (int i = 0; i < rows.size(); i++) {
      skipped[i] = false;
      for (int arg = 0; arg < values.length && !takesNull; arg++) {
        skipped[i] |= Vec.isNull(values[arg].nulls(), i);
      }
    }
    return skipped;
  }

  private Vec byRow(boolean[] skipped, Rows rows) {
    RowOut out = RowOut.of(type, rows.scratch(), rows.size());
    for (int i = 0; i < rows.size(); i++) {
      if (!skipped[i]) {
        out.set(i, function.apply(args, i));
      }
    }
    return out.build();
  }
}
