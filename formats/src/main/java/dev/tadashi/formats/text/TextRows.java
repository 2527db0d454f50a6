package dev.tadashi.formats.text;

import dev.tadashi.engine.column.ColumnBuilder;
import dev.tadashi.formats.spi.ConstantColumn;
import dev.tadashi.formats.spi.FileErrors;
import dev.tadashi.formats.spi.RowBatch;
import dev.tadashi.formats.spi.RowSink;
import dev.tadashi.model.table.FileSlice;
import dev.tadashi.model.type.Field;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** Rows that are put together value by value and handed on when they are enough. */
final class TextRows implements RowBatch, AutoCloseable {
  private static final int MAX_ROWS = 4_096;
  private static final int MIN_ROWS = 64;

  /** So that wide rows take no more memory than narrow ones. */
  private static final int VALUES = 1 << 20;

  private static final int FULL_BYTES = 8 << 20;

  private final RowSink sink;
  private final int capacity;
  private final Map<String, ColumnChunk> chunks = new LinkedHashMap<>();
  private int rows;
  private int bytes;
  private long total;

  TextRows(BufferAllocator allocator, List<Field> columns, RowSink sink) {
    this.sink = sink;
    int fitting = VALUES / Math.max(1, columns.size());
    this.capacity = Math.clamp(fitting, MIN_ROWS, MAX_ROWS);
    columns.forEach(field -> chunks.put(field.name(), ColumnChunk.of(allocator, field, capacity)));
  }

  /** The column of that name, when it is wanted. */
  @Nullable ColumnChunk column(String name) {
    return chunks.get(name);
  }

  /** Ends a row of so many bytes; columns without a value in it get a null. */
  void endRow(int rowBytes) throws IOException {
    rows++;
    total++;
    bytes += rowBytes;
    for (ColumnChunk chunk : chunks.values()) {
      if (chunk.rows() < rows) {
        chunk.addNull();
      }
    }
    if (rows == capacity || bytes > FULL_BYTES) {
      flush();
    }
  }

  private void flush() throws IOException {
    if (rows > 0) {
      sink.accept(this);
    }
    chunks.values().forEach(ColumnChunk::reset);
    rows = 0;
    bytes = 0;
  }

  /** Hands on the last rows of a slice, which must have been as many as it promises. */
  void end(FileSlice slice) throws IOException {
    flush();
    if (total != slice.rows()) {
      throw FileErrors.changed(slice);
    }
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public void append(Field column, ColumnBuilder to) {
    ColumnChunk chunk = chunks.get(column.name());
    if (chunk == null) {
      ConstantColumn.ofNull(column.type()).append(to, rows);
    } else {
      to.append(chunk.vec(), rows);
    }
  }

  @Override
  public void close() {
    chunks.values().forEach(ColumnChunk::close);
  }
}
