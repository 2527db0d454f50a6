package dev.tadashi.server.task;

import dev.tadashi.catalog.TaskCatalog;
import dev.tadashi.flight.op.Responses;
import dev.tadashi.model.id.TaskId;
import dev.tadashi.model.task.ResultInfo;
import dev.tadashi.model.task.StageView;
import dev.tadashi.model.task.TaskKind;
import dev.tadashi.model.task.TaskRecord;
import dev.tadashi.model.task.TaskState;
import dev.tadashi.scheduler.TaskProgress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Tasks as clients see them. */
final class TaskViews {
  private final LiveTasks live;
  private final TaskCatalog catalog;
  private final StreamedResults streamed;
  private final Function<TaskId, byte[]> tickets;
  private final InstantSource clock;

  TaskViews(
      LiveTasks live,
      TaskCatalog catalog,
      StreamedResults streamed,
      Function<TaskId, byte[]> tickets,
      InstantSource clock) {
    this.live = live;
    this.catalog = catalog;
    this.streamed = streamed;
    this.tickets = tickets;
    this.clock = clock;
  }

  /** With its stages. */
  Responses.Task full(TaskRecord task) {
    if (task.state().isTerminal()) {
      return view(task, 1, catalog.stages(task.id()));
    }
    Optional<TaskProgress> progress = live.progress(task.id());
    return view(
        task,
        progress.map(TaskProgress::progress).orElse(0.0),
        progress.map(TaskProgress::stages).orElse(List.of()));
  }

  /** Without its stages. */
  Responses.Task brief(TaskRecord task) {
    double progress =
        task.state().isTerminal()
            ? 1
            : live.progress(task.id()).map(TaskProgress::progress).orElse(0.0);
    return view(task, progress, List.of());
  }

  private Responses.Task view(TaskRecord task, double progress, List<StageView> stages) {
    @Nullable ResultInfo result = task.result();
    return new Responses.Task(
        task.id(),
        task.kind(),
        task.state(),
        progress,
        task.detached(),
        task.idempotencyKey(),
        task.request(),
        task.submitted(),
        task.started(),
        task.finished(),
        result == null ? 0 : result.rows(),
        result == null ? 0 : result.bytes(),
        result == null ? null : result.expires(),
        canBeFetched(task) ? tickets.apply(task.id()) : null,
        task.error(),
        stages);
  }

  private boolean canBeFetched(TaskRecord task) {
    @Nullable ResultInfo result = task.result();
    if (result == null || task.state() != TaskState.SUCCEEDED || task.kind() == TaskKind.LOAD) {
      return false;
    }
    Instant expires = result.expires();
    boolean inTime = expires == null || expires.isAfter(clock.instant());
    return result.spooled() ? inTime : streamed.has(task.id());
  }
}
