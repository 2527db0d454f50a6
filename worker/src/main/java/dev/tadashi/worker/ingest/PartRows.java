package dev.tadashi.worker.ingest;

import dev.tadashi.engine.column.Column;
import dev.tadashi.model.ingest.WrittenRows;
import dev.tadashi.model.type.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.arrow.memory.BufferAllocator;

/** Which of the rows of a file are of which of the writes that share it. */
final class PartRows {
  private final List<Run> runs = new ArrayList<>();

  /** Rows of one part, one after the other. */
  private record Run(int part, int rows) {}

  /** The next rows of the file are of that part. */
  void add(int part, int rows) {
    if (!runs.isEmpty() && runs.getLast().part() == part) {
      runs.set(runs.size() - 1, new Run(part, runs.getLast().rows() + rows));
    } else {
      runs.add(new Run(part, rows));
    }
  }

  /** The sums of all parts over the file's columns, as no file yet. */
  WrittenRows sum(Map<String, Column> columns, Schema schema, BufferAllocator allocator) {
    List<Column> ordered =
        schema.fields().stream()
            .map(field -> Objects.requireNonNull(columns.get(field.name()), field.name()))
            .toList();
    WrittenRows sums = WrittenRows.NONE;
    try (RowHashes hashes = new RowHashes(ordered, allocator)) {
      int at = 0;
      for (Run run : runs) {
        sums = sums.plus(WrittenRows.of(run.part(), hashes.sum(at, run.rows())));
        at += run.rows();
      }
    }
    return sums;
  }
}
