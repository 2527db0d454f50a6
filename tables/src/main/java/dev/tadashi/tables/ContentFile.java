package dev.tadashi.tables;

import dev.tadashi.model.table.ColumnStatistics;
import dev.tadashi.model.table.WrittenFile;
import java.util.List;

/**
 * A data file that a snapshot names.
 *
 * @param path relative to the store's root
 * @param columns what is known of them
 */
public record ContentFile(
    String path, long size, long rows, int rowGroups, List<ColumnStatistics> columns) {
  public ContentFile {
    columns = List.copyOf(columns);
  }

  static ContentFile of(WrittenFile file) {
    return new ContentFile(
        file.path(),
        file.size(),
        file.rows(),
        file.rowGroups().size(),
        file.statistics().columns());
  }
}
