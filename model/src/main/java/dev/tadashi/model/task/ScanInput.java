package dev.tadashi.model.task;

import dev.tadashi.model.table.PartitionRef;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one scan of a plan reads, frozen at acceptance.
 *
 * @param partitions all of the table; none once the task has ended
 * @param pruning those of them that are not read
 */
public record ScanInput(List<PartitionRef> partitions, @Nullable Pruning pruning) {
  public ScanInput {
    partitions = List.copyOf(partitions);
    pruning = pruning == null ? Pruning.NONE : pruning;
  }

  @Override
  public Pruning pruning() {
    return pruning == null ? Pruning.NONE : pruning;
  }

  /** The partitions that are read. */
  public List<PartitionRef> partitionsRead() {
    Set<String> pruned = Set.copyOf(pruning().ids());
    return partitions.stream().filter(each -> !pruned.contains(each.id())).toList();
  }

  /** Without what only a run needs. */
  public ScanInput counts() {
    return new ScanInput(List.of(), pruning().counts());
  }
}
