package dev.tadashi.model.table;

import dev.tadashi.model.error.ErrorDetail;
import dev.tadashi.model.type.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table in the catalog. Its partitions are records of their own.
 *
 * @param files all files, in listing order
 * @param schema null until inspected
 * @param rows in all partitions, 0 until inspected
 * @param error why it failed
 */
public record TableRecord(
    TableName name,
    String format,
    TableState state,
    List<TableFile> files,
    @Nullable Schema schema,
    long rows,
    long bytes,
    @Nullable ErrorDetail error,
    Instant updated) {
  public TableRecord {
    files = List.copyOf(files);
  }
}
