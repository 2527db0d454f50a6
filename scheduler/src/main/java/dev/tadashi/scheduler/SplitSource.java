package dev.tadashi.scheduler;

import dev.tadashi.model.table.PartitionRef;
import java.util.List;

/**
 * What a split reads, fixed when its stage starts.
 *
 * @param branch which of the stage's inputs
 * @param range which range of an exchange's buckets
 * @param partitions of a table; none of other inputs
 */
record SplitSource(int branch, int range, List<PartitionRef> partitions) {
  SplitSource {
    partitions = List.copyOf(partitions);
  }

  static SplitSource of(int branch, List<PartitionRef> partitions) {
    return new SplitSource(branch, 0, partitions);
  }
}
