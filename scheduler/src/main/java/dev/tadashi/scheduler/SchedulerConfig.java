package dev.tadashi.scheduler;

import java.time.Duration;

/**
 * The scheduler's times and limits.
 *
 * @param reportEvery how often workers report
 * @param suspectAfter without a report: nothing new is given
 * @param lostAfter without a report: what it held is placed elsewhere
 * @param lease how long a worker that hears nothing may start what it was ordered
 * @param spreadBytes sealed units above this are spread over several owners
 * @param maxAttempts of a split, and of the placement of a bucket range
 * @param maxLosses of workers that ran the same split, or owned the same buckets
 * @param retryAfter before the second attempt; doubles with each
 * @param noWorkerGrace how long tasks wait when there is no worker
 * @param knownWorkersWait after a start, from the first worker on: so long the other known ones are
 *     awaited before anything is placed
 * @param maxRunningTasks more wait in the queue
 */
public record SchedulerConfig(
    Duration reportEvery,
    Duration suspectAfter,
    Duration lostAfter,
    Duration lease,
    long spreadBytes,
    int maxAttempts,
    int maxLosses,
    Duration retryAfter,
    Duration noWorkerGrace,
    Duration knownWorkersWait,
    int maxRunningTasks) {

  public static SchedulerConfig defaults() {
    return withLostAfter(Duration.ofSeconds(10));
  }

  /** The defaults, with the other times of liveness in proportion. */
  public static SchedulerConfig withLostAfter(Duration lostAfter) {
    Duration report = Duration.ofMillis(Math.clamp(lostAfter.toMillis() / 10, 50, 1_000));
    return new SchedulerConfig(
        report,
        lostAfter.dividedBy(2),
        lostAfter,
        lostAfter.multipliedBy(4).dividedBy(5),
        32L << 20,
        4,
        4,
        Duration.ofMillis(100),
        Duration.ofSeconds(30),
        Duration.ofSeconds(2),
        64);
  }
}
