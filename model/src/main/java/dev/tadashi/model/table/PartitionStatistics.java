package dev.tadashi.model.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is in a partition, of the columns that were in some worker's memory at some time. A
 * partition never changes, so neither do these.
 *
 * @param partition its id
 */
public record PartitionStatistics(
    TableName table, String partition, long rows, List<ColumnStatistics> columns) {
  public PartitionStatistics {
    columns = List.copyOf(columns);
  }

  public Optional<ColumnStatistics> column(String name) {
    return columns.stream().filter(column -> column.column().equals(name)).findFirst();
  }

  /** With the columns of another, too; of a column in both the other's is newer. */
  public PartitionStatistics and(PartitionStatistics more) {
    List<ColumnStatistics> all = new ArrayList<>(columns);
    all.removeIf(each -> more.column(each.column()).isPresent());
    all.addAll(more.columns);
    return new PartitionStatistics(table, partition, rows, all);
  }
}
