package dev.tadashi.server.task;

import dev.tadashi.catalog.TaskCatalog;
import dev.tadashi.flight.op.Responses;
import dev.tadashi.model.id.TaskId;
import dev.tadashi.model.table.PartitionRef;
import dev.tadashi.model.task.ResultInfo;
import dev.tadashi.model.task.SplitView;
import dev.tadashi.model.task.StageView;
import dev.tadashi.model.task.TaskKind;
import dev.tadashi.model.task.TaskRecord;
import dev.tadashi.model.task.TaskState;
import dev.tadashi.scheduler.TaskProgress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
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
    TaskProgress progress = progress(task);
    List<StageView> stages =
        task.state().isTerminal() ? catalog.stages(task.id()) : progress.stages();
    return view(task, progress, stages);
  }

  /** Without its stages. */
  Responses.Task brief(TaskRecord task) {
    return view(task, progress(task), List.of());
  }

  /** For an event, with how far it is now; asks the scheduler. */
  Responses.TaskEvent event(TaskRecord task) {
    return event(task, progress(task));
  }

  /** For an event about a change of state; asks nobody. */
  static Responses.TaskEvent changed(TaskRecord task) {
    return event(task, TaskProgress.of(task.state().isTerminal() ? 1 : 0));
  }

  private static Responses.TaskEvent event(TaskRecord task, TaskProgress progress) {
    @Nullable ResultInfo result = task.result();
    return new Responses.TaskEvent(
        task.id(),
        task.kind(),
        task.state(),
        progress.progress(),
        input(task, progress),
        task.submitted(),
        task.started(),
        task.finished(),
        result == null ? 0 : result.rows(),
        result == null ? 0 : result.bytes(),
        task.error());
  }

  private TaskProgress progress(TaskRecord task) {
    return task.state().isTerminal()
        ? TaskProgress.of(1)
        : live.progress(task.id()).orElseGet(() -> TaskProgress.of(0));
  }

  private static Responses.@Nullable Input input(TaskRecord task, TaskProgress progress) {
    @Nullable ResultInfo result = task.result();
    if (task.state().isTerminal()) {
      return result == null || task.kind() != TaskKind.LOAD
          ? null
          : new Responses.Input(result.rows(), result.rows(), result.bytes(), result.bytes());
    }
    List<PartitionRef> read = task.partitionsRead();
    long rowsTotal = read.stream().mapToLong(PartitionRef::rows).sum();
    long bytesTotal = read.stream().mapToLong(PartitionRef::bytes).sum();
    long rows =
        progress.stages().stream()
            .flatMap(stage -> stage.splits().stream())
            .filter(split -> split.partitions() > 0)
            .mapToLong(SplitView::rows)
            .sum();
    long bytes = rowsTotal == 0 ? 0 : (long) ((double) bytesTotal * rows / rowsTotal);
    return new Responses.Input(rows, rowsTotal, bytes, bytesTotal);
  }

  private Responses.Task view(TaskRecord task, TaskProgress progress, List<StageView> stages) {
    @Nullable ResultInfo result = task.result();
    return new Responses.Task(
        task.id(),
        task.kind(),
        task.state(),
        progress.progress(),
        input(task, progress),
        progress.waiting().orElse(null),
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
        task.pruning().partitions(),
        task.pruning().pruned(),
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
