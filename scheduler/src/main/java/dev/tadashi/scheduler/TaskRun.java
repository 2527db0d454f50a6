package dev.tadashi.scheduler;

import dev.tadashi.model.control.BucketOwner;
import dev.tadashi.model.control.InstanceReport;
import dev.tadashi.model.control.SplitReport;
import dev.tadashi.model.control.StageOrders;
import dev.tadashi.model.control.TaskOrders;
import dev.tadashi.model.control.TaskReport;
import dev.tadashi.model.error.ErrorDetail;
import dev.tadashi.model.id.TaskId;
import dev.tadashi.model.plan.StageInput;
import dev.tadashi.model.plan.StagePlan;
import dev.tadashi.model.task.StageView;
import dev.tadashi.model.task.TaskRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A task in the scheduler: waiting, running, with its result ready, or over. */
final class TaskRun {
  private enum Phase {
    WAITING,
    RUNNING,
    READY,
    OVER
  }

  private static final int MAX_UNREADABLE = 3;

  private final TaskRecord task;
  private final List<StagePlan> plans;
  private final Placer placer;
  private final SchedulerConfig config;
  private final Consumer<SchedulerEvent> events;
  private final List<StageRun> stages = new ArrayList<>();
  private Phase phase = Phase.WAITING;
  private int unreadable;

  /** Orders made since the last change, by the worker's process. */
  private final Map<String, TaskOrders> orders = new HashMap<>();

  private long ordered;

  TaskRun(TaskRecord task, Placer placer, SchedulerConfig config, Consumer<SchedulerEvent> events) {
    this.task = task;
    this.plans = StageCutter.cut(task.plan());
    this.placer = placer;
    this.config = config;
    this.events = events;
  }

  TaskId id() {
    return task.id();
  }

  int priority() {
    return task.priority();
  }

  boolean isWaiting() {
    return phase == Phase.WAITING;
  }

  boolean isRunning() {
    return phase == Phase.RUNNING;
  }

  void start() {
    phase = Phase.RUNNING;
    events.accept(new SchedulerEvent.TaskStarted(task.id()));
  }

  boolean isPastTimeout(Instant now) {
    return (phase == Phase.WAITING || phase == Phase.RUNNING)
        && task.timeout() != null
        && now.isAfter(task.submitted().plus(task.timeout()));
  }

  void fail(ErrorDetail error) {
    if (phase != Phase.OVER) {
      phase = Phase.OVER;
      stages.clear();
      events.accept(new SchedulerEvent.TaskFailed(task.id(), error));
    }
  }

  boolean isOver() {
    return phase == Phase.OVER;
  }

  /** Takes what a worker holds of the task. */
  void reported(TaskReport report, Instant now) {
    if (phase != Phase.RUNNING) {
      return;
    }
    @Nullable ErrorDetail error = null;
    for (SplitReport split : report.splits()) {
      StageRun stage = stage(split.stage());
      ErrorDetail found = stage == null ? null : stage.splitReported(split, now, config);
      error = found == null ? error : found;
    }
    for (InstanceReport instance : report.instances()) {
      StageRun stage = stage(instance.stage());
      ErrorDetail found = stage == null ? null : stage.instanceReported(instance, config);
      error = found == null ? error : found;
    }
    if (error != null) {
      fail(error);
    }
  }

  /** Takes all that a process holds: what it should hold and does not is placed again. */
  void compare(Inventory inventory) {
    if (phase != Phase.RUNNING) {
      return;
    }
    List<ErrorDetail> errors = new ArrayList<>();
    for (StageRun stage : stages) {
      ErrorDetail error = stage.compare(inventory, config);
      if (error != null) {
        errors.add(error);
      }
    }
    errors.stream().findFirst().ifPresent(this::fail);
  }

  private @Nullable StageRun stage(int number) {
    return number >= 0 && number < stages.size() ? stages.get(number) : null;
  }

  /** Brings the task on as far as what is known allows; returns whether orders may differ. */
  boolean step(Instant now) {
    boolean changed = false;
    boolean again = phase == Phase.RUNNING;
    while (again) {
      boolean moved = startNext(now);
      for (StageRun stage : stages) {
        if (haveEnded(inputs(stage.plan()))) {
          moved |= stage.step(now, config, source -> owner(stage.plan(), source));
        }
      }
      changed |= moved;
      again = moved;
    }
    if (phase == Phase.RUNNING) {
      end();
    }
    return changed;
  }

  /** Ends the task when it is complete, or hopeless. */
  private void end() {
    if (isComplete()) {
      finish();
      return;
    }
    stages.stream()
        .map(stage -> stage.hopeless(config))
        .filter(Objects::nonNull)
        .findFirst()
        .ifPresent(this::fail);
  }

  private boolean startNext(Instant now) {
    int next = stages.size();
    if (next >= plans.size() || !isWanted(next)) {
      return false;
    }
    StagePlan plan = plans.get(next);
    boolean needsWorkers = plan.input().branches().stream().anyMatch(branch -> !isExchange(branch));
    if (needsWorkers && placer.workers().usable().isEmpty()) {
      return false;
    }
    List<SplitEntry> splits = new ArrayList<>();
    for (int branch = 0; branch < plan.input().branches().size(); branch++) {
      cut(branch, plan.input().branches().get(branch).input(), splits);
    }
    stages.add(new StageRun(plan, splits, placer));
    return true;
  }

  private void cut(int branch, StageInput input, List<SplitEntry> splits) {
    switch (input) {
      case StageInput.Table table -> placer.cut(branch, task.scans().get(table.scan()), splits);
      case StageInput.Values values ->
          splits.add(new SplitEntry(splits.size(), SplitSource.of(branch, List.of()), ""));
      case StageInput.Exchange(int stage) -> {
        List<BucketOwner> ranges = stages.get(stage).map();
        for (int range = 0; range < ranges.size(); range++) {
          SplitSource source = new SplitSource(branch, range, List.of());
          splits.add(new SplitEntry(splits.size(), source, ranges.get(range).worker()));
        }
      }
      case StageInput.Union union -> throw new IllegalArgumentException("a union is no branch");
    }
  }

  private static boolean isExchange(StageInput.Branch branch) {
    return branch.input() instanceof StageInput.Exchange;
  }

  private @Nullable BucketOwner owner(StagePlan plan, SplitSource source) {
    return plan.input().branches().get(source.branch()).input()
            instanceof StageInput.Exchange(int stage)
        ? stages.get(stage).map().get(source.range())
        : null;
  }

  /** The stages that a stage reads. */
  private static List<Integer> inputs(StagePlan plan) {
    List<Integer> inputs = new ArrayList<>();
    for (StageInput.Branch branch : plan.input().branches()) {
      if (branch.input() instanceof StageInput.Exchange(int stage)) {
        inputs.add(stage);
      }
    }
    return inputs;
  }

  private boolean haveEnded(List<Integer> inputs) {
    return inputs.stream().allMatch(stage -> stage < stages.size() && stages.get(stage).isOver());
  }

  private boolean isWanted(int next) {
    StagePlan plan = plans.get(next);
    return haveEnded(inputs(plan))
        && (!plan.onlyWhenSpread()
            || inputs(plan).stream().allMatch(i -> stages.get(i).isSpread()));
  }

  /** The stage whose exchange is the result, as far as is known now. */
  private boolean isLast(int stage) {
    boolean more = stage + 1 < plans.size();
    return !more || (plans.get(stage + 1).onlyWhenSpread() && !stages.get(stage).isSpread());
  }

  private boolean isComplete() {
    return !stages.isEmpty() && stages.getLast().isOver() && isLast(stages.size() - 1);
  }

  private void finish() {
    StageRun last = stages.getLast();
    phase = Phase.READY;
    events.accept(
        last.plan().output().buckets() == 0
            ? new SchedulerEvent.LoadDone(task.id(), last.rows())
            : new SchedulerEvent.ResultReady(task.id(), last.plan(), last.map(), last.results()));
  }

  /** The result could not be read: its owners are placed again, and fed again. */
  void resultUnreadable() {
    if (phase != Phase.READY) {
      return;
    }
    unreadable++;
    if (unreadable >= MAX_UNREADABLE) {
      fail(Failures.unreadable());
      return;
    }
    phase = Phase.RUNNING;
    stages.getLast().placeAgain();
  }

  /** Whether what orders tell of the task differs from the last time that this was asked. */
  boolean takeChanged() {
    long revision =
        stages.stream().mapToLong(StageRun::revision).sum() + stages.size() + (isOver() ? 1 : 0);
    boolean changed = revision != ordered;
    if (changed) {
      ordered = revision;
      orders.clear();
    }
    return changed;
  }

  /** What is wished of one process; null when it has no part in the task. */
  @Nullable TaskOrders orders(String worker, String incarnation, long memoryLimit) {
    boolean holds = phase == Phase.RUNNING || phase == Phase.READY;
    if (!holds || stages.stream().noneMatch(stage -> stage.involves(worker, incarnation))) {
      return null;
    }
    return orders.computeIfAbsent(incarnation, process -> make(worker, process, memoryLimit));
  }

  private TaskOrders make(String worker, String incarnation, long memoryLimit) {
    List<StageOrders> all = new ArrayList<>();
    for (int i = 0; i < stages.size(); i++) {
      all.add(stages.get(i).orders(worker, incarnation, isLast(i)));
    }
    return new TaskOrders(task.id(), memoryLimit, all);
  }

  /** How far it is; {@code waiting} is why it has not started. */
  TaskProgress progress(Optional<String> waiting) {
    boolean ready = phase == Phase.READY;
    List<StageView> views = stages.stream().map(stage -> stage.view(ready)).toList();
    double fraction =
        ready ? 1 : stages.stream().mapToDouble(StageRun::progress).average().orElse(0);
    return new TaskProgress(Math.min(1, fraction), views, waiting);
  }
}
