package dev.tadashi.model.cluster;

import java.util.Objects;

/**
 * What a worker says of itself in each report.
 *
 * @param threads its engine's threads
 * @param memoryLimit bytes it may use
 * @param memoryUsed bytes of Arrow memory and reservations in use
 * @param cachedBytes bytes of cached partitions, part of {@code memoryUsed}
 * @param cachedPartitions how many partitions have at least one column in memory
 * @param runningSplits splits running now
 * @param cpuLoad of the process, 0 to 1; -1 when not known
 * @param counters what it has done
 */
public record WorkerLoad(
    int threads,
    long memoryLimit,
    long memoryUsed,
    long cachedBytes,
    int cachedPartitions,
    int runningSplits,
    double cpuLoad,
    WorkerCounters counters) {
  public static final WorkerLoad NONE = new WorkerLoad(0, 0, 0, 0, 0, 0, -1, WorkerCounters.NONE);

  public WorkerLoad {
    counters = Objects.requireNonNullElse(counters, WorkerCounters.NONE);
  }

  /** Of a worker that counts nothing. */
  public WorkerLoad(
      int threads,
      long memoryLimit,
      long memoryUsed,
      long cachedBytes,
      int cachedPartitions,
      int runningSplits,
      double cpuLoad) {
    this(
        threads,
        memoryLimit,
        memoryUsed,
        cachedBytes,
        cachedPartitions,
        runningSplits,
        cpuLoad,
        WorkerCounters.NONE);
  }
}
