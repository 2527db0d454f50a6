package dev.tadashi.scheduler.policy;

import dev.tadashi.model.table.PartitionRef;
import dev.tadashi.scheduler.WorkerView;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** One after the other, going on where the last placement ended. */
final class RoundRobin implements PlacementPolicy {
  private int next;

  @Override
  public List<String> place(
      List<PartitionRef> partitions,
      List<WorkerView> workers,
      Function<String, Set<String>> cachedOn) {
    List<String> placed = new ArrayList<>();
    for (int i = 0; i < partitions.size(); i++) {
      placed.add(workers.get(Math.floorMod(next++, workers.size())).address());
    }
    return placed;
  }
}
