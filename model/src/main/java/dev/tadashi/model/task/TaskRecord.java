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
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A task in the catalog: all that is needed to run it again under the same id.
 *
 * @param request what the client sent, as JSON
 * @param plan frozen at acceptance
 * @param columnNames of the result, as the client sees them; null: those of the plan
 * @param partitions all of the plan's table, frozen at acceptance
 * @param pruning those of them that are not read
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
    List<PartitionRef> partitions,
    @Nullable Pruning pruning,
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
    partitions = List.copyOf(partitions);
    pruning = pruning == null ? Pruning.NONE : pruning;
    columnNames = columnNames == null ? null : List.copyOf(columnNames);
  }

  @Override
  public Pruning pruning() {
    return pruning == null ? Pruning.NONE : pruning;
  }

  /** The partitions that are read. */
  public List<PartitionRef> partitionsRead() {
    Set<String> pruned = Set.copyOf(pruning().ids());
    return partitions.stream().filter(each -> !pruned.contains(each.id())).toList();
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
        partitions,
        pruning,
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
    return new TaskRecord(
        id,
        kind,
        state,
        request,
        plan,
        columnNames,
        partitions,
        pruning,
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
