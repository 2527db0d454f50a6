package dev.tadashi.engine.exec;

import dev.tadashi.engine.aggregate.UnitReader;
import dev.tadashi.engine.column.Partition;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.model.plan.StageOutput;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/** The one bucket of a stage that exchanges rows: each split's rows, in the order of splits. */
final class RowBuckets implements BucketStore {
  private final BufferAllocator allocator;
  private final StageOutput.Rows output;
  private final List<DataType> types;
  private final TreeMap<Integer, Partition> splits = new TreeMap<>();
  private long bytes;

  RowBuckets(BufferAllocator allocator, StageOutput.Rows output) {
    this.allocator = allocator;
    this.output = output;
    this.types = output.schema().fields().stream().map(Field::type).toList();
  }

  @Override
  public void merge(int split, int bucket, ArrowBuf unit, long size) {
    Partition rows = read(unit, size);
    synchronized (this) {
      Partition before = splits.put(split, rows);
      if (before != null) {
        before.closeColumns();
      }
      bytes += rows.columns().stream().mapToLong(column -> column.bytes()).sum();
    }
  }

  private Partition read(ArrowBuf unit, long size) {
    try (Scratch scratch = new Scratch(allocator);
        PartitionBuilder builder = new PartitionBuilder(allocator, output.schema())) {
      UnitReader reader = new UnitReader(types, unit, size);
      for (int n = reader.next(); n > 0; n = reader.next()) {
        builder.append(reader.read(n, scratch), n);
        scratch.reset();
      }
      return builder.build();
    }
  }

  @Override
  public synchronized long bytes() {
    return bytes;
  }

  /** The splits' partitions stay this store's own. */
  @Override
  public synchronized RowSource rows() {
    return new RowSet(output.schema(), new ArrayList<>(splits.values()));
  }

  @Override
  public synchronized void close() {
    splits.values().forEach(Partition::closeColumns);
    splits.clear();
  }
}
