package dev.tadashi.engine.exec;

import dev.tadashi.engine.column.Column;
import dev.tadashi.engine.column.Layout;
import dev.tadashi.engine.column.Partition;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.TextVec;
import dev.tadashi.engine.vector.Vec;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/** Cuts rows into batches by their size as Arrow values; a row larger than that is alone. */
final class BatchCutter {
  static final long MAX_BYTES = 2L << 20;
  private static final int MAX_ROWS = 1 << 16;

  private final List<ResultRows.Range> ranges = new ArrayList<>();
  private final int partition;
  private int from;
  private long bytes;

  private BatchCutter(int partition) {
    this.partition = partition;
  }

  static List<ResultRows.Range> cut(BufferAllocator allocator, RowSet rows) {
    List<ResultRows.Range> ranges = new ArrayList<>();
    try (Scratch scratch = new Scratch(allocator)) {
      for (int i = 0; i < rows.parts(); i++) {
        BatchCutter cutter = new BatchCutter(i);
        cutter.cut(rows.open(i), scratch);
        ranges.addAll(cutter.ranges);
      }
    }
    return List.copyOf(ranges);
  }

  private void cut(Partition rows, Scratch scratch) {
    for (int at = 0; at < rows.rows(); at += Scratch.CHUNK) {
      int n = Math.min(Scratch.CHUNK, rows.rows() - at);
      long[] sizes = sizes(rows, at, n, scratch);
      for (int i = 0; i < n; i++) {
        add(at + i, sizes[i]);
      }
      scratch.reset();
    }
    if (from < rows.rows()) {
      ranges.add(new ResultRows.Range(partition, from, rows.rows()));
    }
  }

  private void add(int row, long size) {
    if (row > from && (bytes + size > MAX_BYTES || row - from == MAX_ROWS)) {
      ranges.add(new ResultRows.Range(partition, from, row));
      from = row;
      bytes = 0;
    }
    bytes += size;
  }

  private static long[] sizes(Partition rows, int at, int n, Scratch scratch) {
    long[] sizes = scratch.longs();
    long fixed = 0;
    for (Column column : rows.columns()) {
      Layout layout = Layout.of(column.type());
      fixed += layout == Layout.BYTES ? 5 : 1 + Math.max(layout.width(), 4);
    }
    java.util.Arrays.fill(sizes, 0, n, fixed);
    for (Column column : rows.columns()) {
      if (Layout.of(column.type()) == Layout.BYTES
          && column.read(at, n, null, scratch) instanceof TextVec texts) {
        for (int i = 0; i < n; i++) {
          sizes[i] += Vec.isNull(texts.nulls(), i) ? 0 : texts.length(i);
        }
      }
    }
    return sizes;
  }
}
