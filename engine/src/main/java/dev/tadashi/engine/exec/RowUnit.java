package dev.tadashi.engine.exec;

import dev.tadashi.engine.aggregate.UnitWriter;
import dev.tadashi.engine.column.Partition;
import dev.tadashi.engine.expr.Rows;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.type.Field;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** Rows as a unit of the exchange, made only for an owner elsewhere. */
final class RowUnit implements AutoCloseable {
  private final BufferAllocator allocator;
  private final SharedRows rows;
  private @Nullable ArrowBuf unit;

  /** Is a user of the rows until it is closed. */
  RowUnit(BufferAllocator allocator, SharedRows rows) {
    this.allocator = allocator;
    this.rows = rows;
  }

  SharedRows rows() {
    return rows;
  }

  /**
   * The unit; null when there are no rows.
   *
   * @param check called now and then while it is made
   */
  synchronized @Nullable ArrowBuf get(Runnable check) {
    ArrowBuf made = unit;
    if (made == null && rows.rows().rows() > 0) {
      made = make(check);
      unit = made;
    }
    return made;
  }

  private @Nullable ArrowBuf make(Runnable check) {
    RowSet set = rows.rows();
    try (UnitWriter writer =
            new UnitWriter(set.schema().fields().stream().map(Field::type).toList(), allocator);
        Scratch scratch = new Scratch(allocator)) {
      for (Partition partition : set.partitions()) {
        for (int at = 0; at < partition.rows(); at += Scratch.CHUNK) {
          check.run();
          int n = Math.min(Scratch.CHUNK, partition.rows() - at);
          writer.append(columns(Rows.of(partition, at, n, scratch)), n, scratch);
          scratch.reset();
        }
      }
      return writer.build();
    }
  }

  private static Vec[] columns(Rows rows) {
    Vec[] columns = new Vec[rows.columns()];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = rows.column(i);
    }
    return columns;
  }

  @Override
  public synchronized void close() {
    if (unit != null) {
      unit.close();
      unit = null;
    }
    rows.release();
  }
}
