package dev.tadashi.model.table;

import java.util.List;

/**
 * A data file as a worker wrote and synced it; nobody sees it before a commit names it. It is one
 * partition of its table.
 *
 * @param path relative to the store's root
 * @param statistics of that partition, with its id
 */
public record WrittenFile(
    String path,
    long size,
    String etag,
    long rows,
    List<RowGroupInfo> rowGroups,
    PartitionStatistics statistics) {
  public WrittenFile {
    rowGroups = List.copyOf(rowGroups);
  }
}
