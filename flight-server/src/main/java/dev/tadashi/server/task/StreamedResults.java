package dev.tadashi.server.task;

import dev.tadashi.model.id.TaskId;
import dev.tadashi.scheduler.SchedulerEvent.ResultReady;
import dev.tadashi.server.cluster.SchedulerLoop;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Results too large to be spooled: their owners keep them until they were fetched once, or until
 * nobody came for them in time.
 */
final class StreamedResults {
  private record Waiting(ResultReady ready, Instant until) {}

  private final ResultReader reader;
  private final SchedulerLoop loop;
  private final InstantSource clock;
  private final Duration window;
  private final Map<TaskId, Waiting> waiting = new ConcurrentHashMap<>();

  StreamedResults(ResultReader reader, SchedulerLoop loop, InstantSource clock, Duration window) {
    this.reader = reader;
    this.loop = loop;
    this.clock = clock;
    this.window = window;
  }

  /** Keeps a result; until when. */
  Instant keep(ResultReady ready) {
    Instant until = clock.instant().plus(window);
    waiting.put(ready.task(), new Waiting(ready, until));
    return until;
  }

  /** Keeps a result from now on as long as a new one; RESULT_GONE when it is not kept. */
  void renew(TaskId task) {
    Instant until = clock.instant().plus(window);
    if (waiting.computeIfPresent(task, (id, old) -> new Waiting(old.ready(), until)) == null) {
      throw ResultStore.gone(task);
    }
  }

  boolean has(TaskId task) {
    return waiting.containsKey(task);
  }

  /** The result, to the first who asks. */
  BatchStream take(TaskId task) {
    return take(task, reader::open);
  }

  /** The same, undecoded. */
  RelayedResult takeRelayed(TaskId task) {
    return take(task, reader::relay);
  }

  private <T> T take(TaskId task, BiFunction<ResultReady, Runnable, T> open) {
    @Nullable Waiting taken = waiting.remove(task);
    if (taken == null) {
      throw ResultStore.gone(task);
    }
    try {
      return open.apply(taken.ready(), () -> release(task));
    } catch (RuntimeException e) {
      release(task);
      throw e;
    }
  }

  void drop(TaskId task) {
    if (waiting.remove(task) != null) {
      release(task);
    }
  }

  void dropExpired() {
    Instant now = clock.instant();
    waiting.forEach((task, result) -> {
      if (!result.until().isAfter(now)) {
        drop(task);
      }
    });
  }

  private void release(TaskId task) {
    loop.tell(scheduler -> scheduler.release(task));
  }
}
