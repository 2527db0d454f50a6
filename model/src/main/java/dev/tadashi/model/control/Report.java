package dev.tadashi.model.control;

import dev.tadashi.model.cluster.WorkerLoad;
import dev.tadashi.model.id.Stamp;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that a worker holds. Sent each second, and at once when something ends; a newer one replaces
 * an older one.
 *
 * @param serverEpoch of the control plane it is attached to; a report for another is ignored
 * @param seq grows with each report of this incarnation
 * @param obeyed version of the newest orders it obeys
 * @param cached what partitions are in memory; null when unchanged since the last answered report
 */
public record Report(
    String address,
    String incarnation,
    long serverEpoch,
    long seq,
    Stamp obeyed,
    WorkerLoad load,
    @Nullable List<CachedPartition> cached,
    List<TaskReport> tasks) {
  public Report {
    tasks = List.copyOf(tasks);
  }
}
