package dev.tadashi.model.table;

import dev.tadashi.model.type.Schema;
import java.util.List;

/** What a worker found in a file. */
public record FileInfo(TableFile file, Schema schema, List<RowGroupInfo> rowGroups) {
  public FileInfo {
    rowGroups = List.copyOf(rowGroups);
  }

  public long rows() {
    return rowGroups.stream().mapToLong(RowGroupInfo::rows).sum();
  }
}
