package dev.tadashi.scheduler;

import dev.tadashi.model.error.ErrorDetail;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** When tasks leave the queue, why they are still in it, and when they are given up. */
final class Admission {
  private final SchedulerConfig config;
  private final WorkerTable workers;
  private @Nullable Instant firstAttached;
  private boolean awaitsKnown;
  private @Nullable Instant withoutWorkersSince;

  Admission(SchedulerConfig config, WorkerTable workers) {
    this.config = config;
    this.workers = workers;
  }

  /** A worker is here: those that were known before the start are awaited from now on. */
  void attached(Instant now) {
    if (firstAttached == null) {
      firstAttached = now;
    }
  }

  private boolean awaitsKnown(Instant now) {
    boolean early =
        firstAttached == null || now.isBefore(firstAttached.plus(config.knownWorkersWait()));
    return early && workers.all().stream().anyMatch(WorkerEntry::isAwaited);
  }

  /** Starts those that may start, higher priority first, then in order of submission. */
  void admit(Collection<TaskRun> tasks, Instant now) {
    awaitsKnown = awaitsKnown(now);
    if (awaitsKnown || workers.ready().isEmpty()) {
      return;
    }
    List<TaskRun> waiting =
        tasks.stream()
            .filter(TaskRun::isWaiting)
            .sorted(Comparator.comparingInt(TaskRun::priority).reversed())
            .limit(Math.max(0, config.maxRunningTasks() - running(tasks)))
            .toList();
    waiting.forEach(TaskRun::start);
  }

  private static long running(Collection<TaskRun> tasks) {
    return tasks.stream().filter(TaskRun::isRunning).count();
  }

  /** Why tasks wait, as users read it; empty when nothing holds them. */
  Optional<String> reason(Collection<TaskRun> tasks) {
    if (!workers.someAttached()) {
      return Optional.of("no worker is attached");
    }
    if (awaitsKnown) {
      return Optional.of("workers known before the start are awaited for a moment");
    }
    if (workers.ready().isEmpty()) {
      return Optional.of("no attached worker takes new work: each drains or is suspect");
    }
    return running(tasks) >= config.maxRunningTasks()
        ? Optional.of("as many tasks run as may: " + config.maxRunningTasks())
        : Optional.empty();
  }

  /** Ends tasks that are past their time, and all of them when no worker came for too long. */
  void giveUp(Collection<TaskRun> tasks, Instant now) {
    for (TaskRun task : tasks) {
      if (task.isPastTimeout(now)) {
        task.fail(Failures.timeout(task.isWaiting() ? reason(tasks) : Optional.empty()));
      }
    }
    if (tasks.isEmpty() || workers.someAttached()) {
      withoutWorkersSince = null;
    } else if (withoutWorkersSince == null) {
      withoutWorkersSince = now;
    } else if (now.isAfter(withoutWorkersSince.plus(config.noWorkerGrace()))) {
      endAll(tasks, Failures.noWorkers());
    }
  }

  private static void endAll(Collection<TaskRun> tasks, ErrorDetail why) {
    tasks.stream()
        .filter(task -> task.isWaiting() || task.isRunning())
        .forEach(task -> task.fail(why));
  }
}
