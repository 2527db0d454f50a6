package dev.tadashi.engine.expr;

import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.type.DataType;
import java.util.List;

/** Chunks of rows that are given as constants. */
public final class LiteralChunks {
  private LiteralChunks() {}

  /** Column {@code index} of at most a chunk of rows. */
  public static Vec of(DataType type, List<List<Literal>> rows, int index, Scratch scratch) {
    RowOut out = RowOut.of(type, scratch, rows.size());
    for (int row = 0; row < rows.size(); row++) {
      out.set(row, rows.get(row).get(index).value());
    }
    return out.build();
  }
}
