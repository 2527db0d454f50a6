package dev.tadashi.scheduler.policy;

import dev.tadashi.model.table.PartitionRef;
import dev.tadashi.scheduler.WorkerView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Each partition to the worker with the fewest bytes: those in its memory and those just placed.
 */
final class LeastLoaded implements PlacementPolicy {
  @Override
  public List<String> place(
      List<PartitionRef> partitions,
      List<WorkerView> workers,
      Function<String, Set<String>> cachedOn) {
    Map<String, Long> bytes = new HashMap<>();
    workers.forEach(worker -> bytes.put(worker.address(), worker.load().memoryUsed()));
    List<String> placed = new ArrayList<>();
    for (PartitionRef partition : partitions) {
      String worker =
          workers.stream()
              .map(WorkerView::address)
              .min(Comparator.comparingLong(address -> bytes.getOrDefault(address, 0L)))
              .orElseThrow();
      bytes.merge(worker, partition.bytes(), Long::sum);
      placed.add(worker);
    }
    return placed;
  }
}
