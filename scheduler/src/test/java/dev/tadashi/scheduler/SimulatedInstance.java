package dev.tadashi.scheduler;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tadashi.model.control.BucketOwner;
import dev.tadashi.model.control.InstanceReport;
import dev.tadashi.model.control.StageOrders;
import dev.tadashi.model.error.ErrorDetail;
import dev.tadashi.model.id.TaskId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Buckets at a simulated owner: the rows of each split that was applied. */
final class SimulatedInstance {
  private final TaskId task;
  private final int stage;
  private final int splits;
  private final boolean sendsResult;
  private final BucketOwner range;
  private final Map<Integer, List<String>> applied = new TreeMap<>();
  private @Nullable ErrorDetail dropped;

  SimulatedInstance(TaskId task, StageOrders orders, BucketOwner range, boolean inline) {
    this.task = task;
    this.stage = orders.plan().stage();
    this.splits = orders.splits();
    this.range = range;
    this.sendsResult = inline && orders.last();
  }

  TaskId task() {
    return task;
  }

  BucketOwner range() {
    return range;
  }

  boolean isComplete() {
    return dropped == null && applied.size() == splits;
  }

  List<String> rows() {
    List<String> rows = new ArrayList<>();
    applied.values().forEach(rows::addAll);
    return rows;
  }

  boolean apply(SimulatedRun run) {
    boolean fits = run.task().equals(task) && run.stage() == stage && dropped == null;
    return fits && applied.putIfAbsent(run.order().split(), run.rows()) == null;
  }

  void drop(ErrorDetail why) {
    dropped = why;
    applied.clear();
  }

  // A null result is allowed; the checker cannot read that of an array from a class file.
  @SuppressWarnings("NullAway")
  InstanceReport report() {
    boolean whole = isComplete();
    byte @Nullable [] result = null;
    if (whole && sendsResult) {
      result = String.join("\n", rows()).getBytes(UTF_8);
    }
    return new InstanceReport(
        stage,
        range.low(),
        range.high(),
        range.epoch(),
        List.copyOf(applied.keySet()),
        whole,
        dropped != null,
        dropped,
        whole ? rows().size() : -1,
        whole ? 10L * rows().size() : -1,
        result);
  }
}
