package dev.tadashi.worker.ingest;

import dev.tadashi.engine.column.Column;
import dev.tadashi.engine.column.ColumnBuilder;
import dev.tadashi.engine.column.Partition;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.formats.LoadProgress;
import dev.tadashi.formats.spi.RowBatch;
import dev.tadashi.model.table.PartitionRef;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.Schema;
import dev.tadashi.worker.cache.PartitionCache;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;

/** The rows of partitions as batches: from memory, where what is absent is loaded first. */
final class PartitionRows {
  private final PartitionCache cache;
  private final BufferAllocator allocator;
  private final Schema schema;

  PartitionRows(PartitionCache cache, BufferAllocator allocator, Schema schema) {
    this.cache = cache;
    this.allocator = allocator;
    this.schema = schema;
  }

  /** Hands out all rows of a partition; they are there until this returns. */
  void read(PartitionRef ref, Consumer<RowBatch> sink) {
    Partition partition = cache.pin(ref, schema.fields(), LoadProgress.none());
    try (Scratch scratch = new Scratch(allocator)) {
      for (int at = 0; at < partition.rows(); at += Scratch.CHUNK) {
        int rows = Math.min(Scratch.CHUNK, partition.rows() - at);
        sink.accept(new Chunk(partition, at, rows, scratch));
      }
    } finally {
      cache.unpin(ref);
    }
  }

  private final class Chunk implements RowBatch {
    private final Partition partition;
    private final int from;
    private final int rows;
    private final Scratch scratch;

    Chunk(Partition partition, int from, int rows, Scratch scratch) {
      this.partition = partition;
      this.from = from;
      this.rows = rows;
      this.scratch = scratch;
    }

    @Override
    public int rows() {
      return rows;
    }

    @Override
    public void append(Field column, ColumnBuilder to) {
      Column values = partition.column(schema.require(column.name()));
      to.append(values.read(from, rows, null, scratch), rows);
      scratch.reset();
    }
  }
}
