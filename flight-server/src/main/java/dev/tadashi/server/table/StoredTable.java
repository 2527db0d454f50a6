package dev.tadashi.server.table;

import dev.tadashi.model.table.PartitionRef;
import dev.tadashi.model.table.TableRecord;
import java.util.List;

/** A table with its partitions, as published together. */
public record StoredTable(TableRecord record, List<PartitionRef> partitions) {
  public StoredTable {
    partitions = List.copyOf(partitions);
  }
}
