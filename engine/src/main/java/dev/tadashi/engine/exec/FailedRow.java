package dev.tadashi.engine.exec;

import dev.tadashi.engine.column.Partition;
import dev.tadashi.engine.expr.Rows;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.model.error.ErrorClass;
import dev.tadashi.model.error.TadashiException;
import java.util.function.Consumer;

/**
 * Finds the row that a user's expression failed for. Kernels work on chunks and do not know rows,
 * so after a failure the chunk is evaluated again, row by row.
 */
final class FailedRow {
  private FailedRow() {}

  /**
   * The failure with the row's place, or as it is when none is found.
   *
   * @param at the first row of the chunk that failed, of {@code n}
   * @param evaluation what failed, without any effect
   */
  static TadashiException find(
      TadashiException failure,
      RowSource source,
      int part,
      Partition partition,
      int at,
      int n,
      Scratch scratch,
      Consumer<Rows> evaluation) {
    if (failure.code().errorClass() != ErrorClass.USER) {
      return failure;
    }
    for (int row = at; row < at + n; row++) {
      scratch.reset();
      try {
        evaluation.accept(Rows.of(partition, row, 1, scratch));
      } catch (TadashiException single) {
        return source.locate(single, part, row);
      }
    }
    return failure;
  }
}
