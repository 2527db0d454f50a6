package dev.tadashi.scheduler.policy;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.PartitionRef;
import dev.tadashi.scheduler.WorkerView;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/** Decides which worker runs which partition. Not thread-safe; may remember what it decided. */
public interface PlacementPolicy {

  /**
   * A worker's address for each partition, in their order.
   *
   * @param workers those that take work, by address; never empty
   * @param cachedOn addresses of the workers that have the partition of that id in memory
   */
  List<String> place(
      List<PartitionRef> partitions,
      List<WorkerView> workers,
      Function<String, Set<String>> cachedOn);

  /** All policies by name; to add one: its class, and a line here. */
  Map<String, Supplier<PlacementPolicy>> ALL =
      new TreeMap<>(
          Map.of(
              "locality", Locality::new,
              "round-robin", RoundRobin::new,
              "least-loaded", LeastLoaded::new));

  /** The policy of that name. */
  static PlacementPolicy named(String name) {
    Supplier<PlacementPolicy> policy = ALL.get(name);
    if (policy == null) {
      throw new TadashiException(ErrorCode.INVALID_ARGUMENT, "there is no policy '" + name + "'")
          .at("policy", name)
          .hint("policies: " + String.join(", ", ALL.keySet()));
    }
    return policy.get();
  }
}
