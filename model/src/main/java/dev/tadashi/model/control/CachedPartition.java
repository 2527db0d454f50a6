package dev.tadashi.model.control;

import java.util.List;

/** A partition with these columns in a worker's memory. */
public record CachedPartition(String partition, List<String> columns, long rows, long bytes) {
  public CachedPartition {
    columns = List.copyOf(columns);
  }
}
