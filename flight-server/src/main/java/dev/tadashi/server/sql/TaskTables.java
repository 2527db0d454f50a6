package dev.tadashi.server.sql;

import dev.tadashi.flight.op.Requests;
import dev.tadashi.flight.op.Responses;
import dev.tadashi.model.error.ErrorDetail;
import dev.tadashi.model.id.TaskId;
import dev.tadashi.model.task.SplitView;
import dev.tadashi.model.task.StageView;
import dev.tadashi.model.type.SimpleType;
import dev.tadashi.server.task.TaskModule;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tasks, stages and splits as tables. Stages and splits are those of the newest tasks. */
public final class TaskTables {
  private static final int PAGE = 1_000;

  /** Tasks whose stages and splits are shown. */
  private static final int DETAILED = 1_000;

  private final TaskModule tasks;

  public TaskTables(TaskModule tasks) {
    this.tasks = tasks;
  }

  RowList tasks() {
    return new RowList()
        .texts("id", "kind", "state")
        .column("progress", SimpleType.FLOAT64)
        .texts("request", "waiting")
        .column("detached", SimpleType.BOOL)
        .times("submitted", "started", "finished")
        .numbers("rows", "bytes", "error_code")
        .texts("error")
        .filledBy(rows -> all().forEach(task -> add(rows, task)));
  }

  private static void add(RowList rows, Responses.Task task) {
    @Nullable ErrorDetail error = task.error();
    rows.add(
        task.id().toString(),
        task.kind().wireName(),
        task.state().wireName(),
        task.progress(),
        task.request(),
        task.waiting(),
        task.detached(),
        task.submitted(),
        task.started(),
        task.finished(),
        task.rows(),
        task.bytes(),
        error == null ? null : error.code(),
        error == null ? null : error.message());
  }

  private List<Responses.Task> all() {
    List<Responses.Task> all = new ArrayList<>();
    @Nullable TaskId after = null;
    do {
      Responses.Tasks page = tasks.list(new Requests.ListTasks(null, PAGE, after));
      all.addAll(page.tasks());
      after = page.next();
    } while (after != null);
    return all;
  }

  private List<Responses.Task> detailed() {
    return tasks.list(new Requests.ListTasks(null, DETAILED, null)).tasks().stream()
        .map(task -> tasks.get(new Requests.GetTask(task.id(), null)))
        .toList();
  }

  RowList stages() {
    return new RowList()
        .texts("task")
        .numbers("stage")
        .texts("state", "exchange", "owners")
        .numbers("buckets", "buckets_complete")
        .column("progress", SimpleType.FLOAT64)
        .numbers("splits")
        .filledBy(rows -> detailed().forEach(task -> addStages(rows, task)));
  }

  private static void addStages(RowList rows, Responses.Task task) {
    for (StageView stage : task.stages()) {
      rows.add(
          task.id().toString(),
          stage.stage(),
          stage.state(),
          stage.exchange(),
          String.join(",", stage.owners()),
          stage.buckets(),
          stage.bucketsComplete(),
          stage.progress(),
          stage.splits().size());
    }
  }

  RowList splits() {
    return new RowList()
        .texts("task")
        .numbers("stage", "split")
        .texts("state", "worker")
        .numbers("attempts", "partitions", "partitions_done", "rows", "bytes")
        .texts("strategy")
        .times("started", "finished")
        .texts("error")
        .filledBy(rows -> detailed().forEach(task -> addSplits(rows, task)));
  }

  private static void addSplits(RowList rows, Responses.Task task) {
    for (StageView stage : task.stages()) {
      stage.splits().forEach(split -> add(rows, task.id(), stage.stage(), split));
    }
  }

  private static void add(RowList rows, TaskId task, int stage, SplitView split) {
    @Nullable ErrorDetail error = split.error();
    rows.add(
        task.toString(),
        stage,
        split.split(),
        split.state().wireName(),
        split.worker(),
        split.attempts(),
        split.partitions(),
        split.partitionsDone(),
        split.rows(),
        split.bytes(),
        split.strategy(),
        split.started(),
        split.finished(),
        error == null ? null : error.message());
  }
}
