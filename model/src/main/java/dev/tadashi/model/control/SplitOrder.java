package dev.tadashi.model.control;

import dev.tadashi.model.id.Stamp;
import dev.tadashi.model.table.PartitionRef;
import java.util.List;

/**
 * An attempt to run.
 *
 * @param branch which of the stage's inputs it reads
 * @param partitions of a stage that reads a table
 * @param buckets of a stage that reads an exchange; they are held by this worker
 */
public record SplitOrder(
    int split,
    Stamp attempt,
    int branch,
    List<PartitionRef> partitions,
    List<BucketOwner> buckets) {
  public SplitOrder {
    partitions = List.copyOf(partitions);
    buckets = List.copyOf(buckets);
  }
}
