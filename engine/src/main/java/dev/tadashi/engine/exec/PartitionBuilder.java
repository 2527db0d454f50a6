package dev.tadashi.engine.exec;

import dev.tadashi.engine.column.Column;
import dev.tadashi.engine.column.ColumnBuilder;
import dev.tadashi.engine.column.Partition;
import dev.tadashi.engine.expr.Rows;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.type.Schema;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/** Puts a partition together from chunks. */
final class PartitionBuilder implements AutoCloseable {
  private final List<ColumnBuilder> builders = new ArrayList<>();
  private int rows;

  PartitionBuilder(BufferAllocator allocator, Schema schema) {
    schema
        .fields()
        .forEach(field -> builders.add(ColumnBuilder.create(allocator, field.type(), null)));
  }

  void append(Vec[] columns, int n) {
    for (int i = 0; i < columns.length; i++) {
      builders.get(i).append(columns[i], n);
    }
    rows = Math.addExact(rows, n);
  }

  void append(Rows chunk) {
    for (int i = 0; i < builders.size(); i++) {
      builders.get(i).append(chunk.column(i), chunk.size());
    }
    rows = Math.addExact(rows, chunk.size());
  }

  /** Appends the rows {@code ids[from..to)} of a partition. */
  void gather(EngineContext context, Partition source, int[] ids, int from, int to, Scratch s) {
    int[] chunk = new int[Scratch.CHUNK];
    for (int at = from; at < to; at += Scratch.CHUNK) {
      context.check();
      int n = Math.min(Scratch.CHUNK, to - at);
      System.arraycopy(ids, at, chunk, 0, n);
      for (int i = 0; i < builders.size(); i++) {
        builders.get(i).append(source.column(i).read(0, n, chunk, s), n);
      }
      s.reset();
      rows = Math.addExact(rows, n);
    }
  }

  /** Appends the rows {@code from} to {@code to} of a partition. */
  void copy(EngineContext context, Partition source, int from, int to, Scratch scratch) {
    for (int at = from; at < to; at += Scratch.CHUNK) {
      context.check();
      append(Rows.of(source, at, Math.min(Scratch.CHUNK, to - at), scratch));
      scratch.reset();
    }
  }

  Partition build() {
    List<Column> columns = new ArrayList<>();
    try {
      for (ColumnBuilder builder : builders) {
        columns.add(builder.build());
      }
      return new Partition(rows, columns);
    } catch (RuntimeException | Error e) {
      columns.forEach(Column::close);
      throw e;
    }
  }

  @Override
  public void close() {
    builders.forEach(ColumnBuilder::close);
  }
}
