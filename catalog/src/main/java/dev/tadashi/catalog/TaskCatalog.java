package dev.tadashi.catalog;

import dev.tadashi.model.id.TaskId;
import dev.tadashi.model.task.ResultInfo;
import dev.tadashi.model.task.ScanInput;
import dev.tadashi.model.task.StageView;
import dev.tadashi.model.task.TaskRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Tasks by id. The frozen partitions of a task are a record of their own, there as long as the task
 * has not ended: they are needed to run it again, and lists stay light without them. So the keys of
 * the inputs are also the index of the unfinished tasks.
 */
public final class TaskCatalog {
  private final Database db;

  TaskCatalog(Database db) {
    this.db = db;
  }

  private record Inputs(List<ScanInput> scans) {}

  private record Stages(List<StageView> stages) {}

  /**
   * Accepts a task, unless its idempotency key names one already: then that one's id is returned
   * and nothing is written.
   */
  public Optional<TaskId> accept(TaskRecord task) {
    Optional<TaskId> earlier = appendNew(task);
    db.await();
    return earlier;
  }

  private synchronized Optional<TaskId> appendNew(TaskRecord task) {
    String idempotencyKey = task.idempotencyKey();
    Batch batch = db.batch();
    if (idempotencyKey != null) {
      Optional<TaskId> earlier = byIdempotencyKey(idempotencyKey);
      if (earlier.isPresent()) {
        batch.close();
        return earlier;
      }
      batch.putBytes(Family.IDEMPOTENCY, idempotencyKey, Database.bytes(task.id().toString()));
    }
    String key = task.id().toString();
    batch.put(Family.TASKS, key, light(task));
    batch.put(Family.INPUTS, key, new Inputs(task.scans()));
    db.append(batch);
    return Optional.empty();
  }

  /** The task of an idempotency key. */
  public Optional<TaskId> byIdempotencyKey(String key) {
    return Optional.ofNullable(db.get(Family.IDEMPOTENCY, key))
        .map(value -> TaskId.parse(Database.text(value)));
  }

  /** The task at its end, with its stages for display; its inputs go with the same write. */
  public void end(TaskRecord task, List<StageView> stages) {
    end(task, stages, null);
  }

  /**
   * The task at its end.
   *
   * @param result a small result as an Arrow IPC stream, kept by the same write; null when there is
   *     none or it is kept elsewhere
   */
  public void end(TaskRecord task, List<StageView> stages, byte @Nullable [] result) {
    String key = task.id().toString();
    Batch batch =
        db.batch()
            .put(Family.TASKS, key, light(task))
            .put(Family.STAGES, key, new Stages(stages))
            .delete(Family.INPUTS, key);
    if (result != null) {
      batch.putBytes(Family.RESULTS, key, result);
    }
    db.write(batch);
  }

  /** The small result of a task that has ended. */
  public Optional<byte[]> result(TaskId id) {
    return Optional.ofNullable(db.get(Family.RESULTS, id.toString()));
  }

  /** Removes results that are not kept any longer, of tasks submitted before that time. */
  public void removeResults(Instant submittedBefore, Instant now) {
    Batch batch = db.batch();
    db.scan(
        Family.RESULTS,
        (key, value) -> {
          Optional<TaskRecord> task = read(key);
          if (task.isEmpty() || !isKept(task.get(), now)) {
            batch.delete(Family.RESULTS, key);
          }
          return task.isEmpty() || task.get().submitted().isBefore(submittedBefore);
        });
    db.write(batch);
  }

  private static boolean isKept(TaskRecord task, Instant now) {
    @Nullable ResultInfo result = task.result();
    return result != null && result.expires() != null && result.expires().isAfter(now);
  }

  /** The stages of a task that has ended. */
  public List<StageView> stages(TaskId id) {
    String key = id.toString();
    byte[] value = db.get(Family.STAGES, key);
    return value == null
        ? List.of()
        : RecordCodec.decode(Family.STAGES, key, value, Stages.class).stages();
  }

  /** The task, without its partitions. */
  public Optional<TaskRecord> get(TaskId id) {
    return read(id.toString());
  }

  /** Tasks that have not ended, oldest first, with their partitions. */
  public List<TaskRecord> unfinished() {
    return db.scan(
        Family.INPUTS,
        "",
        (key, value) ->
            with(
                read(key).orElseThrow(),
                RecordCodec.decode(Family.INPUTS, key, value, Inputs.class)));
  }

  /**
   * At most {@code limit} tasks, newest first, older than that.
   *
   * @param chosen the task as it is to be listed, since the record of one that has not ended is
   *     that of its acceptance; empty when it is not wanted
   */
  public List<TaskRecord> list(
      Function<TaskRecord, Optional<TaskRecord>> chosen, int limit, @Nullable TaskId after) {
    List<TaskRecord> found = new ArrayList<>();
    db.scanBack(
        Family.TASKS,
        after == null ? null : after.toString(),
        (key, value) -> {
          if (found.size() < limit) {
            chosen.apply(read(key, value)).ifPresent(found::add);
          }
          return found.size() < limit;
        });
    return found;
  }

  /** Forgets ended tasks that ended before that time or of which there are more than that. */
  public List<TaskId> removeExpired(Instant endedBefore, int keep) {
    List<TaskRecord> expired = new ArrayList<>();
    int[] kept = {0};
    db.scanBack(
        Family.TASKS,
        null,
        (key, value) -> {
          TaskRecord task = read(key, value);
          Instant finished = task.finished();
          if (finished != null && (finished.isBefore(endedBefore) || kept[0]++ >= keep)) {
            expired.add(task);
          }
          return true;
        });
    Batch batch = db.batch();
    expired.forEach(task -> forget(batch, task));
    db.write(batch);
    return expired.stream().map(TaskRecord::id).toList();
  }

  private static void forget(Batch batch, TaskRecord task) {
    batch.delete(Family.TASKS, task.id().toString());
    batch.delete(Family.STAGES, task.id().toString());
    batch.delete(Family.RESULTS, task.id().toString());
    String key = task.idempotencyKey();
    if (key != null) {
      batch.delete(Family.IDEMPOTENCY, key);
    }
  }

  private static TaskRecord light(TaskRecord task) {
    return with(task, new Inputs(task.scans().stream().map(ScanInput::counts).toList()));
  }

  private static TaskRecord with(TaskRecord task, Inputs inputs) {
    return new TaskRecord(
        task.id(),
        task.kind(),
        task.state(),
        task.request(),
        task.plan(),
        task.columnNames(),
        inputs.scans(),
        task.detached(),
        task.idempotencyKey(),
        task.priority(),
        task.timeout(),
        task.submitted(),
        task.started(),
        task.finished(),
        task.result(),
        task.error());
  }

  private Optional<TaskRecord> read(String key) {
    return Optional.ofNullable(db.get(Family.TASKS, key)).map(value -> read(key, value));
  }

  private static TaskRecord read(String key, byte[] value) {
    return RecordCodec.decode(Family.TASKS, key, value, TaskRecord.class);
  }
}
