package dev.tadashi.storage;

import dev.tadashi.model.error.ErrorDetail;
import dev.tadashi.model.table.TableFile;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table that lies in a store.
 *
 * @param name within the store
 * @param format {@code parquet}, ...
 * @param files in the order of their paths
 * @param error why it cannot be used (a name clash, a file that may not be read); the store's other
 *     tables are not concerned
 */
public record FoundTable(
    String name, String format, List<TableFile> files, @Nullable ErrorDetail error) {
  public FoundTable {
    files = List.copyOf(files);
  }

  public long bytes() {
    return files.stream().mapToLong(TableFile::size).sum();
  }
}
