package dev.tadashi.engine.exec;

import dev.tadashi.engine.aggregate.UnitReader;
import dev.tadashi.engine.column.Partition;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.model.plan.StageOutput;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.Schema;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/** The one bucket of a stage that exchanges rows: each split's rows, in the order of splits. */
final class RowBuckets implements BucketStore {
  private final BufferAllocator allocator;
  private final StageOutput.Rows output;
  private final List<DataType> types;
  private final TreeMap<Integer, SharedRows> splits = new TreeMap<>();
  private long bytes;

  RowBuckets(BufferAllocator allocator, StageOutput.Rows output) {
    this.allocator = allocator;
    this.output = output;
    this.types = output.schema().fields().stream().map(Field::type).toList();
  }

  @Override
  public void merge(int split, int bucket, ArrowBuf unit, long size) {
    put(split, new SharedRows(new RowSet(output.schema(), List.of(read(unit, size)))));
  }

  @Override
  public void merge(int split, int bucket, SealedOutput output) {
    SharedRows rows = output.plainRows();
    if (rows == null) {
      throw new IllegalArgumentException("a split that made no rows");
    }
    put(split, rows);
  }

  private synchronized void put(int split, SharedRows rows) {
    SharedRows before = splits.put(split, rows);
    bytes += rows.rows().bytes();
    if (before != null) {
      bytes -= before.rows().bytes();
      before.release();
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

  @Override
  public synchronized RowSource rows() {
    return new Parts(output.schema(), splits.values());
  }

  @Override
  public synchronized void close() {
    splits.values().forEach(SharedRows::release);
    splits.clear();
  }

  /** The splits' partitions, which stay while they are open, also when the store is closed. */
  private static final class Parts implements RowSource {
    private record Part(SharedRows owner, Partition rows) {}

    private final Schema schema;
    private final List<Part> parts = new ArrayList<>();

    Parts(Schema schema, Collection<SharedRows> splits) {
      this.schema = schema;
      for (SharedRows split : splits) {
        split.rows().partitions().forEach(rows -> parts.add(new Part(split, rows)));
      }
    }

    @Override
    public int parts() {
      return parts.size();
    }

    @Override
    public Partition open(int part) {
      parts.get(part).owner().retain();
      return parts.get(part).rows();
    }

    @Override
    public void done(int part) {
      parts.get(part).owner().release();
    }

    @Override
    public boolean staysOpen() {
      return true;
    }

    @Override
    public Schema schema() {
      return schema;
    }
  }
}
