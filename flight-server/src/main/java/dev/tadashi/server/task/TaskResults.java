package dev.tadashi.server.task;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.ErrorDetail;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.id.TaskId;
import dev.tadashi.model.task.ResultInfo;
import dev.tadashi.model.task.TaskKind;
import dev.tadashi.model.task.TaskRecord;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/** Opens the results of tasks, wherever they are. */
public final class TaskResults {
  private final TaskService tasks;
  private final ResultStore store;
  private final StreamedResults streamed;
  private final InstantSource clock;

  TaskResults(TaskService tasks, ResultStore store, StreamedResults streamed, InstantSource clock) {
    this.tasks = tasks;
    this.store = store;
    this.streamed = streamed;
    this.clock = clock;
  }

  /** The result of a task that has ended; RESULT_NOT_READY before. */
  public BatchStream open(TaskId id) {
    return open(succeeded(tasks.require(id)));
  }

  /** Waits for the end of the task, then opens its result. */
  public BatchStream awaitAndOpen(TaskId id, BooleanSupplier givenUp) {
    return open(succeeded(tasks.await(id, givenUp)));
  }

  /** Waits for the end of the task, then sends its result, undecoded when workers stream it. */
  public void awaitAndSend(TaskId id, ResultSink sink) {
    TaskRecord task = succeeded(tasks.await(id, sink::isCancelled));
    if (result(task).spooled()) {
      sink.send(open(task));
    } else {
      sink.relay(streamed.takeRelayed(id).named(task.columnNames()));
    }
  }

  /** The task, when it succeeded; else why it has no result. */
  public TaskRecord succeeded(TaskRecord task) {
    return switch (task.state()) {
      case SUCCEEDED -> task;
      case FAILED -> throw why(task).toException();
      case CANCELLED ->
          throw new TadashiException(ErrorCode.TASK_CANCELLED, "the task was cancelled")
              .at("task", task.id().toString());
      case QUEUED, PLANNING, RUNNING ->
          throw new TadashiException(
                  ErrorCode.RESULT_NOT_READY,
                  "the task has not ended: it is " + task.state().wireName())
              .at("task", task.id().toString())
              .hint("ask for the task until its state is succeeded");
    };
  }

  private static ErrorDetail why(TaskRecord task) {
    return Objects.requireNonNull(task.error(), "a failed task has an error");
  }

  private static ResultInfo result(TaskRecord task) {
    if (task.kind() == TaskKind.LOAD) {
      throw new TadashiException(
              ErrorCode.INVALID_ARGUMENT, "a task that loads a table has no result")
          .at("task", task.id().toString());
    }
    return Objects.requireNonNull(task.result(), "a succeeded task has a result");
  }

  private BatchStream open(TaskRecord task) {
    ResultInfo info = result(task);
    Instant expires = info.expires();
    if (!info.spooled()) {
      return named(task, streamed.take(task.id()));
    } else if (expires != null && !expires.isAfter(clock.instant())) {
      throw ResultStore.gone(task.id());
    }
    return named(task, store.open(task.id()));
  }

  /** With the names that the client sees. */
  private static BatchStream named(TaskRecord task, BatchStream batches) {
    List<String> names = task.columnNames();
    return names == null ? batches : new RenamedBatches(batches, names);
  }
}
