package dev.tadashi.model.task;

import dev.tadashi.model.error.ErrorDetail;
import dev.tadashi.model.id.TaskId;
import dev.tadashi.model.plan.Plan;
import dev.tadashi.model.table.PartitionRef;
import dev.tadashi.model.type.Schema;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A task in the catalog: all that is needed to run it again under the same id.
 *
 * @param request what the client sent, as JSON
 * @param plan frozen at acceptance
 * @param columnNames of the result, as the client sees them; null: those of the plan
 * @param scans what each of the plan's scans reads, in the order of {@link Plan#tables}
 * @param timeout from submission to the end; null for none
 * @param result of a task that succeeded
 * @param error of one that failed
 */
public record TaskRecord(
    TaskId id,
    TaskKind kind,
    TaskState state,
    String request,
    Plan plan,
    @Nullable List<String> columnNames,
    List<ScanInput> scans,
    boolean detached,
    @Nullable String idempotencyKey,
    int priority,
    @Nullable Duration timeout,
    Instant submitted,
    @Nullable Instant started,
    @Nullable Instant finished,
    @Nullable ResultInfo result,
    @Nullable ErrorDetail error) {
  public TaskRecord {
    scans = List.copyOf(scans);
    columnNames = columnNames == null ? null : List.copyOf(columnNames);
  }

  /** How much of all scans is left out. */
  public Pruning pruning() {
    int partitions = scans.stream().mapToInt(scan -> scan.pruning().partitions()).sum();
    int pruned = scans.stream().mapToInt(scan -> scan.pruning().pruned()).sum();
    return new Pruning(partitions, pruned, List.of());
  }

  /** The partitions that are read, once for each scan. */
  public List<PartitionRef> partitionsRead() {
    return scans.stream().flatMap(scan -> scan.partitionsRead().stream()).toList();
  }

  /** The columns of the result as the client sees them; two may have one name. */
  public Schema resultSchema() {
    Schema schema = plan.schema();
    return columnNames == null ? schema : schema.renamed(columnNames);
  }

  /** The task in another state; an end gets its time. */
  public TaskRecord with(TaskState next, Instant now) {
    if (!state.mayBecome(next)) {
      throw new IllegalStateException(id + " cannot go from " + state + " to " + next);
    }
    boolean starts = started == null && next == TaskState.RUNNING;
    return new TaskRecord(
        id,
        kind,
        next,
        request,
        plan,
        columnNames,
        scans,
        detached,
        idempotencyKey,
        priority,
        timeout,
        submitted,
        starts ? now : started,
        next.isTerminal() ? now : finished,
        result,
        error);
  }

  /** The task with the plan that is left once the answers of its subqueries are known. */
  public TaskRecord running(Plan rest) {
    return with(rest, scans, result, error);
  }

  /** The task with what its scans read now that more is known of its plan. */
  public TaskRecord reading(List<ScanInput> inputs) {
    return with(plan, inputs, result, error);
  }

  /** The task succeeded with that result. */
  public TaskRecord succeeded(ResultInfo info, Instant now) {
    TaskRecord end = with(TaskState.SUCCEEDED, now);
    return end.ended(info, null);
  }

  /** The result of a task that is known to have succeeded. */
  public ResultInfo requireResult() {
    return Objects.requireNonNull(result, "a succeeded task has a result");
  }

  /** The same end with a result that is kept until then. */
  public TaskRecord keptUntil(Instant expires) {
    ResultInfo kept = requireResult();
    return ended(
        new ResultInfo(kept.schema(), kept.rows(), kept.bytes(), kept.spooled(), expires), error);
  }

  /** The task failed with that error. */
  public TaskRecord failed(ErrorDetail why, Instant now) {
    TaskRecord end = with(TaskState.FAILED, now);
    return end.ended(null, why);
  }

  private TaskRecord ended(@Nullable ResultInfo info, @Nullable ErrorDetail why) {
    return with(plan, scans, info, why);
  }

  private TaskRecord with(
      Plan now, List<ScanInput> inputs, @Nullable ResultInfo info, @Nullable ErrorDetail why) {
    return new TaskRecord(
        id,
        kind,
        state,
        request,
        now,
        columnNames,
        inputs,
        detached,
        idempotencyKey,
        priority,
        timeout,
        submitted,
        started,
        finished,
        info,
        why);
  }
}
