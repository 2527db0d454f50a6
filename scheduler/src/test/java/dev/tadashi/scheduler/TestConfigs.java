package dev.tadashi.scheduler;

import java.time.Duration;

/** Configurations for tests. */
final class TestConfigs {
  private TestConfigs() {}

  static SchedulerConfig runningAtMost(int tasks) {
    return of(4, Duration.ofSeconds(30), tasks);
  }

  /** Never gives a task up. */
  static SchedulerConfig patient() {
    return of(1_000_000, Duration.ofDays(1), 64);
  }

  private static SchedulerConfig of(int maxAttempts, Duration noWorkerGrace, int tasks) {
    SchedulerConfig base = SchedulerConfig.defaults();
    return new SchedulerConfig(
        base.reportEvery(),
        base.suspectAfter(),
        base.lostAfter(),
        base.lease(),
        base.spreadBytes(),
        maxAttempts,
        maxAttempts,
        base.retryAfter(),
        noWorkerGrace,
        base.knownWorkersWait(),
        tasks);
  }
}
