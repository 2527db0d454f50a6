package dev.tadashi.server.flightsql;

import dev.tadashi.server.task.BatchStream;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;

/** Sends a small table, in batches that every client's message limit allows. */
final class RowsStream implements BatchStream {
  private static final int BATCH_BYTES = 1 << 20;

  private final List<List<@Nullable Object>> rows;
  private final VectorSchemaRoot root;
  private int sent;

  RowsStream(Rows rows, BufferAllocator allocator) {
    this.rows = rows.values();
    this.root = VectorSchemaRoot.create(rows.schema(), allocator);
  }

  @Override
  public VectorSchemaRoot root() {
    return root;
  }

  @Override
  public boolean next() {
    root.clear();
    int count = 0;
    for (long bytes = 0; sent < rows.size() && bytes < BATCH_BYTES; sent++, count++) {
      bytes += add(rows.get(sent), count);
    }
    root.setRowCount(count);
    return count > 0;
  }

  private long add(List<@Nullable Object> row, int index) {
    long bytes = 0;
    for (int i = 0; i < row.size(); i++) {
      FieldVector vector = root.getVector(i);
      Object value = row.get(i);
      Cells.set(vector, index, value);
      bytes += size(value);
    }
    return bytes;
  }

  private static long size(@Nullable Object value) {
    return switch (value) {
      case String text -> text.length();
      case byte[] bytes -> bytes.length;
      case null, default -> 8;
    };
  }

  @Override
  public void close() {
    root.close();
  }
}
