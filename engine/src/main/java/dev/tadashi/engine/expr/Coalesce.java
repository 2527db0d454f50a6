package dev.tadashi.engine.expr;

import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.type.DataType;

/** The first value that is not null; an argument is evaluated only for the rows still open. */
record Coalesce(Kernel[] args, DataType type) implements Kernel {
  @Override
  public Vec eval(Rows rows) {
    RowOut out = RowOut.of(type, rows.scratch(), rows.size());
    int[] open = Branches.all(rows);
    int left = rows.size();
    for (int arg = 0; arg < args.length && left > 0; arg++) {
      Vec values = args[arg].eval(Branches.view(rows, open, left));
      int[] stillOpen = rows.scratch().ints();
      int kept = 0;
      for (int i = 0; i < left; i++) {
        if (Vec.isNull(values.nulls(), i)) {
          stillOpen[kept++] = open[i];
        } else {
          out.copy(values, i, open[i]);
        }
      }
      open = stillOpen;
      left = kept;
    }
    return out.build();
  }
}
