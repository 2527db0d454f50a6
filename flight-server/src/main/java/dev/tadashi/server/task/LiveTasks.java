package dev.tadashi.server.task;

import dev.tadashi.catalog.TaskCatalog;
import dev.tadashi.model.id.TaskId;
import dev.tadashi.model.task.StageView;
import dev.tadashi.model.task.TaskRecord;
import dev.tadashi.scheduler.TaskProgress;
import dev.tadashi.server.cluster.SchedulerLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** The tasks that have not ended, by id. */
final class LiveTasks {
  private final TaskCatalog catalog;
  private final SchedulerLoop loop;
  private final TaskListener listener;
  private final Map<TaskId, LiveTask> tasks = new ConcurrentSkipListMap<>();

  LiveTasks(TaskCatalog catalog, SchedulerLoop loop, TaskListener listener) {
    this.catalog = catalog;
    this.loop = loop;
    this.listener = listener;
  }

  /** Makes a task durable; the id of an earlier one with its idempotency key, if any. */
  Optional<TaskId> accept(TaskRecord record) {
    long begin = System.nanoTime();
    Optional<TaskId> earlier = catalog.accept(record);
    listener.written(Duration.ofNanos(System.nanoTime() - begin));
    return earlier;
  }

  LiveTask add(TaskRecord record) {
    LiveTask live = new LiveTask(record);
    tasks.put(record.id(), live);
    listener.changed(TaskViews.changed(record));
    return live;
  }

  void started(TaskId id, Instant now) {
    find(id)
        .filter(task -> task.started(now))
        .ifPresent(task -> listener.changed(TaskViews.changed(task.record())));
  }

  Optional<LiveTask> find(TaskId id) {
    return Optional.ofNullable(tasks.get(id));
  }

  int count() {
    return tasks.size();
  }

  Collection<LiveTask> all() {
    return tasks.values();
  }

  Optional<TaskProgress> progress(TaskId id) {
    return loop.ask(scheduler -> scheduler.progress(id));
  }

  /** Makes the end durable, then known. The caller has claimed it. */
  void end(LiveTask live, TaskRecord last) {
    end(live, last, null);
  }

  /** The end, and a small result that is to be kept with it. */
  void end(LiveTask live, TaskRecord last, byte @Nullable [] result) {
    @Nullable TaskProgress progress = progress(last.id()).orElse(null);
    List<StageView> stages = progress == null ? List.of() : progress.stages();
    long begin = System.nanoTime();
    catalog.end(last, stages, result);
    listener.written(Duration.ofNanos(System.nanoTime() - begin));
    live.end(last);
    tasks.remove(last.id());
    listener.changed(TaskViews.changed(last));
  }
}
