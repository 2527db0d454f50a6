package dev.tadashi.formats.dataset;

import java.util.List;
import java.util.Objects;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;

/**
 * Parts of a footer that are never null: the format requires them, and the reader or {@link
 * ParquetFooter} refused the footer if one were missing.
 */
final class FooterParts {
  private FooterParts() {}

  static List<RowGroup> groups(FileMetaData metaData) {
    return Objects.requireNonNull(metaData.getRow_groups());
  }

  static List<ColumnChunk> chunks(RowGroup group) {
    return Objects.requireNonNull(group.getColumns());
  }

  static ColumnMetaData column(ColumnChunk chunk) {
    return Objects.requireNonNull(chunk.getMeta_data());
  }

  /** Names from the top-level column down. */
  static List<String> path(ColumnMetaData column) {
    return Objects.requireNonNull(column.getPath_in_schema());
  }

  /** The tree of columns in depth-first order, the root first. */
  static List<SchemaElement> schema(FileMetaData metaData) {
    return Objects.requireNonNull(metaData.getSchema());
  }

  static String name(SchemaElement element) {
    return Objects.requireNonNull(element.getName());
  }
}
