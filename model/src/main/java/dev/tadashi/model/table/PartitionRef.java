package dev.tadashi.model.table;

import java.util.List;

/**
 * A partition: the unit of placement and caching, an immutable slice of a table.
 *
 * @param id names exactly these slices with these ETags; equal ids mean equal rows
 * @param storeUri root of the object store that holds the files
 * @param format {@code parquet}, ...
 */
public record PartitionRef(
    String id, TableName table, String storeUri, String format, List<FileSlice> slices) {
  public PartitionRef {
    slices = List.copyOf(slices);
  }

  public long rows() {
    return slices.stream().mapToLong(FileSlice::rows).sum();
  }

  public long bytes() {
    return slices.stream().mapToLong(FileSlice::bytes).sum();
  }
}
