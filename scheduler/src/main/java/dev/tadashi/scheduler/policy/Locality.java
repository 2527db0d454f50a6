package dev.tadashi.scheduler.policy;

import dev.tadashi.model.table.PartitionRef;
import dev.tadashi.scheduler.WorkerView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Each partition where it is in memory, or where it was placed before while that worker lives; a
 * new one by round robin. A worker that joined gets its share: nobody keeps more than an even part,
 * up to one partition.
 */
final class Locality implements PlacementPolicy {
  private final Map<String, String> homes = new HashMap<>();
  private final RoundRobin first = new RoundRobin();

  @Override
  public List<String> place(
      List<PartitionRef> partitions,
      List<WorkerView> workers,
      Function<String, Set<String>> cachedOn) {
    Set<String> alive = new HashSet<>();
    workers.forEach(worker -> alive.add(worker.address()));
    int share = (partitions.size() + workers.size() - 1) / workers.size();
    Map<String, Integer> counts = new HashMap<>();
    List<String> placed = new ArrayList<>();
    for (PartitionRef partition : partitions) {
      String worker = known(partition.id(), alive, cachedOn.apply(partition.id()), counts, share);
      while (worker.isEmpty()) {
        String candidate = first.place(List.of(partition), workers, cachedOn).getFirst();
        worker = counts.getOrDefault(candidate, 0) < share ? candidate : "";
      }
      counts.merge(worker, 1, Integer::sum);
      homes.put(partition.id(), worker);
      placed.add(worker);
    }
    return placed;
  }

  /** Where the partition is or was, if that worker lives and has room in its share; else empty. */
  private String known(
      String partition,
      Set<String> alive,
      Set<String> cached,
      Map<String, Integer> counts,
      int share) {
    List<String> candidates = new ArrayList<>();
    String home = homes.get(partition);
    if (home != null) {
      candidates.add(home);
    }
    candidates.addAll(cached);
    for (String worker : candidates) {
      boolean holds = cached.contains(worker) || cached.isEmpty();
      if (holds && alive.contains(worker) && counts.getOrDefault(worker, 0) < share) {
        return worker;
      }
    }
    return "";
  }
}
