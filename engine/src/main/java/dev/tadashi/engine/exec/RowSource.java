package dev.tadashi.engine.exec;

import dev.tadashi.engine.column.Partition;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.type.Schema;

/**
 * Where a split's rows come from: partitions of a table, or merged buckets. Thread-safe: several
 * threads open different parts at the same time. Each part is opened at most once per run.
 */
public interface RowSource {
  int parts();

  /** The part's rows, there until {@link #done}. May take long, and may fail. */
  Partition open(int part);

  /** The part is read no more; called once for each part that was opened without failure. */
  void done(int part);

  Schema schema();

  /** A failure with the place of the row that it is about, where the source knows one. */
  default TadashiException locate(TadashiException failure, int part, int row) {
    return failure;
  }

  /**
   * Whether parts may stay open for long, until the rows that are columns of theirs are closed. The
   * source is to be usable until then.
   */
  default boolean staysOpen() {
    return false;
  }

  /** Whether {@link #take} gives partitions away. */
  default boolean gives() {
    return false;
  }

  /** The part's rows, which the caller owns; instead of {@link #open} and {@link #done}. */
  default Partition take(int part) {
    throw new UnsupportedOperationException();
  }
}
