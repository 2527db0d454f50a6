package dev.tadashi.scheduler;

import dev.tadashi.model.control.BucketOwner;
import dev.tadashi.model.control.SplitOrder;
import dev.tadashi.model.control.SplitReport;
import dev.tadashi.model.error.ErrorDetail;
import dev.tadashi.model.id.TaskId;
import dev.tadashi.model.plan.StagePlan;
import dev.tadashi.model.task.SplitState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An attempt at a simulated worker; its rows are names of what it read. */
final class SimulatedRun {
  private final TaskId task;
  private final int stage;
  private final SplitOrder order;
  private SplitState state = SplitState.RUNNING;
  private List<String> rows = List.of();
  private List<BucketOwner> map = List.of();
  private long bytes;
  private @Nullable ErrorDetail error;

  SimulatedRun(TaskId task, StagePlan plan, SplitOrder order) {
    this.task = task;
    this.stage = plan.stage();
    this.order = order;
  }

  TaskId task() {
    return task;
  }

  int stage() {
    return stage;
  }

  SplitOrder order() {
    return order;
  }

  List<String> rows() {
    return rows;
  }

  List<BucketOwner> map() {
    return map;
  }

  void deliverTo(List<BucketOwner> owners) {
    map = owners;
  }

  boolean isOpen() {
    return state == SplitState.RUNNING;
  }

  boolean isSealed() {
    return state == SplitState.SEALED;
  }

  void seal(List<String> read, long sealedBytes) {
    state = SplitState.SEALED;
    rows = List.copyOf(read);
    bytes = sealedBytes;
  }

  void fail(@Nullable ErrorDetail why) {
    state = SplitState.FAILED;
    error = why;
  }

  SplitReport report() {
    int done = isSealed() ? Math.max(1, order.partitions().size()) : 0;
    return new SplitReport(
        stage, order.split(), order.attempt(), state, done, rows.size(), bytes, null, error);
  }
}
