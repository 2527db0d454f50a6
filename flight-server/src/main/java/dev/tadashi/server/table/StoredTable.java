package dev.tadashi.server.table;

import dev.tadashi.model.table.PartitionRef;
import dev.tadashi.model.table.PartitionStatistics;
import dev.tadashi.model.table.TableRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A table with its partitions, as published together.
 *
 * @param statistics what is known of partitions, by their ids
 */
public record StoredTable(
    TableRecord record,
    List<PartitionRef> partitions,
    Map<String, PartitionStatistics> statistics) {
  public StoredTable {
    partitions = List.copyOf(partitions);
    statistics = Map.copyOf(statistics);
  }

  /** With more statistics of its partitions. */
  StoredTable learned(List<PartitionStatistics> more) {
    Map<String, PartitionStatistics> all = new HashMap<>(statistics);
    more.forEach(each -> all.merge(each.partition(), each, PartitionStatistics::and));
    return new StoredTable(record, partitions, all);
  }
}
