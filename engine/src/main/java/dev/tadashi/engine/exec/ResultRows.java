package dev.tadashi.engine.exec;

import dev.tadashi.engine.column.ArrowTypes;
import dev.tadashi.engine.column.Partition;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.model.type.Schema;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;

/** A result that is ready to be read, as Arrow batches, any number of times. Thread-safe. */
public final class ResultRows implements AutoCloseable {
  /** One batch: rows {@code from} to {@code to} of a partition. */
  record Range(int partition, int from, int to) {}

  private final BufferAllocator allocator;
  private final RowSet rows;
  private final List<Range> ranges;

  ResultRows(BufferAllocator allocator, RowSet rows) {
    this.allocator = allocator;
    this.rows = rows;
    this.ranges = BatchCutter.cut(rows);
  }

  public Schema schema() {
    return rows.schema();
  }

  public long rows() {
    return rows.rows();
  }

  /** Off-heap bytes held. */
  public long bytes() {
    return rows.bytes();
  }

  public org.apache.arrow.vector.types.pojo.Schema arrowSchema() {
    return ArrowTypes.toArrow(rows.schema());
  }

  /** A root for the batches, without rows, which the caller closes. */
  public VectorSchemaRoot emptyRoot() {
    return VectorSchemaRoot.create(arrowSchema(), allocator);
  }

  /** Batches of at most about 2 MiB; none when there are no rows. */
  public int batches() {
    return ranges.size();
  }

  /** A batch, which the caller closes. */
  public VectorSchemaRoot batch(int index) {
    Range range = ranges.get(index);
    Partition partition = rows.partitions().get(range.partition());
    VectorSchemaRoot root = VectorSchemaRoot.create(arrowSchema(), allocator);
    try (Scratch scratch = new Scratch(allocator)) {
      for (int column = 0; column < partition.columns().size(); column++) {
        ArrowWrites.fill(
            root.getVector(column), partition.column(column), range.from(), range.to(), scratch);
      }
      root.setRowCount(range.to() - range.from());
      return root;
    } catch (RuntimeException | Error e) {
      root.close();
      throw e;
    }
  }

  /** The whole result as an Arrow IPC stream. */
  public byte[] toStream() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (VectorSchemaRoot target = VectorSchemaRoot.create(arrowSchema(), allocator);
        ArrowStreamWriter writer = new ArrowStreamWriter(target, null, Channels.newChannel(out))) {
      writer.start();
      VectorLoader loader = new VectorLoader(target);
      for (int i = 0; i < batches(); i++) {
        try (VectorSchemaRoot batch = batch(i);
            ArrowRecordBatch record = new VectorUnloader(batch).getRecordBatch()) {
          loader.load(record);
          writer.writeBatch();
        }
      }
      writer.end();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  @Override
  public void close() {
    rows.close();
  }
}
