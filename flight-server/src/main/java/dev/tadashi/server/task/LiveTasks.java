package dev.tadashi.server.task;

import dev.tadashi.catalog.TaskCatalog;
import dev.tadashi.model.id.TaskId;
import dev.tadashi.model.task.StageView;
import dev.tadashi.model.task.TaskRecord;
import dev.tadashi.scheduler.TaskProgress;
import dev.tadashi.server.cluster.SchedulerLoop;
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
  private final Map<TaskId, LiveTask> tasks = new ConcurrentSkipListMap<>();

  LiveTasks(TaskCatalog catalog, SchedulerLoop loop) {
    this.catalog = catalog;
    this.loop = loop;
  }

  void add(TaskRecord record) {
    tasks.put(record.id(), new LiveTask(record));
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
    @Nullable TaskProgress progress = progress(last.id()).orElse(null);
    List<StageView> stages = progress == null ? List.of() : progress.stages();
    catalog.end(last, stages);
    live.end(last);
    tasks.remove(last.id());
  }
}
