package dev.tadashi.model.table;

import com.fasterxml.jackson.annotation.JsonAlias;
import java.util.List;

/**
 * A partition: the unit of placement and caching, an immutable slice of a table.
 *
 * @param id names exactly these slices with these ETags; equal ids mean equal rows
 * @param store the object store that holds the files
 * @param format {@code parquet}, ...
 */
public record PartitionRef(
    String id,
    TableName table,
    @JsonAlias("store_uri") StoreLocation store,
    String format,
    List<FileSlice> slices) {
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
