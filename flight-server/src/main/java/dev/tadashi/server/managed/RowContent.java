package dev.tadashi.server.managed;

import dev.tadashi.catalog.IngestRecord;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.ingest.RowSum;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a write in words, by which a repeat is told from another write: the columns that they
 * were summed as, and the sum. It says nothing of rows that were summed as other columns.
 */
final class RowContent {
  private RowContent() {}

  static String text(Schema schema, RowSum rows) {
    return "%s-%016x".formatted(columns(schema), rows.sum());
  }

  private static String columns(Schema schema) {
    long hash = 0;
    for (Field field : schema.fields()) {
      hash = hash * 31 + field.name().hashCode();
      hash = hash * 31 + field.type().text().hashCode();
    }
    return "%016x".formatted(hash);
  }

  /**
   * IDEMPOTENCY_CONFLICT when rows are not those of the first write.
   *
   * @param schema that the rows were summed as
   */
  static void requireSame(IngestRecord first, Schema schema, RowSum rows) {
    requireSame(first, rows.rows());
    @Nullable String content = first.content();
    boolean other =
        content != null
            && content.startsWith(columns(schema))
            && !content.equals(text(schema, rows));
    if (other) {
      throw refused(
          first, "%d rows, and this one has as many with other values".formatted(rows.rows()));
    }
  }

  static void requireSame(IngestRecord first, long rows) {
    if (rows != first.result().rows()) {
      throw refused(first, "%d rows, and this one has %d".formatted(first.result().rows(), rows));
    }
  }

  private static TadashiException refused(IngestRecord first, String rows) {
    return new TadashiException(
            ErrorCode.IDEMPOTENCY_CONFLICT,
            "the ingest id '%s' was used for a write of %s".formatted(first.id(), rows))
        .at("table", first.result().table().toString())
        .hint("nothing was written; use a new ingest id for other rows");
  }
}
