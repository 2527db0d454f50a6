package dev.tadashi.scheduler;

import dev.tadashi.model.cluster.WorkerState;
import dev.tadashi.model.control.CachedPartition;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** All registered workers, and where partitions are in memory. */
final class WorkerTable {
  private final Map<String, WorkerEntry> entries = new TreeMap<>();

  /** By the partition: by the worker, what it has of it. */
  private final Map<String, Map<String, CachedPartition>> cached = new HashMap<>();

  WorkerEntry register(String address) {
    return entries.computeIfAbsent(address, WorkerEntry::new);
  }

  @Nullable WorkerEntry get(String address) {
    return entries.get(address);
  }

  @Nullable WorkerEntry remove(String address) {
    return entries.remove(address);
  }

  Collection<WorkerEntry> all() {
    return entries.values();
  }

  boolean isAlive(String address, String incarnation) {
    WorkerEntry entry = entries.get(address);
    return entry != null && entry.isAlive(incarnation);
  }

  /** Workers that take new work, by address. */
  List<WorkerView> ready() {
    return in(WorkerState::takesWork);
  }

  private List<WorkerView> in(Predicate<WorkerState> states) {
    return entries.values().stream()
        .filter(entry -> states.test(entry.state()))
        .map(WorkerEntry::view)
        .toList();
  }

  /**
   * Workers that a started task may use: those that take work; when there is none, those that
   * drain, which finish what was started.
   */
  List<WorkerView> usable() {
    List<WorkerView> ready = ready();
    return ready.isEmpty() ? in(state -> state == WorkerState.DRAINING) : ready;
  }

  /** Whether some worker's process is here, whatever it takes. */
  boolean someAttached() {
    return entries.values().stream()
        .anyMatch(e -> e.state() != WorkerState.LOST && e.state() != WorkerState.JOINING);
  }

  /** Brings the map of cached partitions in line with the workers. */
  void refreshCached() {
    cached.clear();
    for (WorkerEntry entry : entries.values()) {
      for (CachedPartition partition : entry.cached()) {
        cached
            .computeIfAbsent(partition.partition(), id -> new TreeMap<>())
            .put(entry.address(), partition);
      }
    }
  }

  Set<String> cachedOn(String partition) {
    return Set.copyOf(cached.getOrDefault(partition, Map.of()).keySet());
  }

  Map<String, CachedPartition> copies(String partition) {
    return new TreeMap<>(cached.getOrDefault(partition, Map.of()));
  }
}
