package dev.tadashi.scheduler;

import dev.tadashi.model.control.BucketOwner;
import dev.tadashi.model.control.InstanceReport;
import dev.tadashi.model.control.SplitOrder;
import dev.tadashi.model.control.SplitReport;
import dev.tadashi.model.control.StageOrders;
import dev.tadashi.model.error.ErrorDetail;
import dev.tadashi.model.id.Stamp;
import dev.tadashi.model.plan.StagePlan;
import dev.tadashi.model.task.StageView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A started stage of a task. Each {@link #step} brings it on from what is known: first every bucket
 * range gets a living owner, then every split that some range lacks and nobody holds gets an
 * attempt. The order matters: a split redone for a range without an owner would be freed again.
 */
final class StageRun {
  private final StagePlan plan;
  private final List<SplitEntry> splits;
  private final Placer placer;
  private final Map<Stamp, InstanceReport> reports = new HashMap<>();
  private List<BucketOwner> map;
  private boolean spread;
  private int drops;
  private boolean over;

  StageRun(StagePlan plan, List<SplitEntry> splits, Placer placer) {
    this.plan = plan;
    this.splits = splits;
    this.placer = placer;
    this.map = List.of();
  }

  StagePlan plan() {
    return plan;
  }

  List<BucketOwner> map() {
    return map;
  }

  boolean isOver() {
    return over;
  }

  boolean isSpread() {
    return map.size() > 1;
  }

  private boolean exchanges() {
    return plan.output().buckets() > 0;
  }

  /**
   * Takes an attempt's report.
   *
   * @return the error that ends the task, or null
   */
  @Nullable ErrorDetail splitReported(SplitReport report, Instant now, SchedulerConfig config) {
    if (report.split() < 0 || report.split() >= splits.size()) {
      return null;
    }
    SplitEntry split = splits.get(report.split());
    ErrorDetail error = split.report(report, now, config.retryAfter());
    if (error == null) {
      return null;
    }
    boolean hopeless =
        error.errorClass().equals("user") || split.failures() >= config.maxAttempts();
    return hopeless ? Failures.split(error, plan.stage(), split) : null;
  }

  /** Takes an owner's report; returns the error that ends the task, or null. */
  @Nullable ErrorDetail instanceReported(InstanceReport report, SchedulerConfig config) {
    boolean current = map.stream().anyMatch(range -> range.epoch().equals(report.epoch()));
    if (!current) {
      return null;
    }
    reports.put(report.epoch(), report);
    if (!report.dropped()) {
      return null;
    }
    drops++;
    ErrorDetail error = Failures.instance(report, plan.stage());
    boolean hopeless = error.errorClass().equals("user") || drops >= config.maxAttempts();
    return hopeless ? error : null;
  }

  /** One round; returns whether anything changed. */
  boolean step(Instant now, SchedulerConfig config, List<BucketOwner> inputs) {
    boolean changed = false;
    if (exchanges()) {
      changed = placeBuckets() | spreadWhenLarge(config);
    }
    changed |= startAttempts(now, inputs);
    boolean complete = isComplete();
    if (complete && !over && exchanges()) {
      splits.forEach(SplitEntry::free);
    }
    changed |= complete != over;
    over = complete;
    return changed;
  }

  private boolean placeBuckets() {
    if (map.isEmpty()) {
      map = placer.gather(plan.output().buckets(), splits);
      return !map.isEmpty();
    }
    List<BucketOwner> next = new ArrayList<>();
    boolean changed = false;
    for (BucketOwner range : map) {
      InstanceReport report = reports.get(range.epoch());
      boolean gone = !placer.isAlive(range) || (report != null && report.dropped());
      BucketOwner owner = gone ? placer.replace(range) : range;
      if (!owner.equals(range)) {
        reports.remove(range.epoch());
        changed = true;
      }
      next.add(owner);
    }
    map = next;
    return changed;
  }

  /** Once: when the sealed units, extended to all splits, are too large for one owner. */
  private boolean spreadWhenLarge(SchedulerConfig config) {
    List<SplitEntry> sealed = splits.stream().filter(SplitEntry::isSealed).toList();
    if (spread || sealed.isEmpty() || plan.output().buckets() == 1 || map.size() != 1) {
      return false;
    }
    long bytes = sealed.stream().mapToLong(SplitEntry::sealedBytes).sum();
    if (bytes / sealed.size() * splits.size() <= config.spreadBytes()) {
      return false;
    }
    spread = true;
    List<BucketOwner> wide = placer.spread(plan.output().buckets());
    if (wide.size() < 2) {
      return false;
    }
    map = wide;
    reports.clear();
    return true;
  }

  private boolean startAttempts(Instant now, List<BucketOwner> inputs) {
    boolean changed = false;
    for (SplitEntry split : splits) {
      split.forgetLost(placer.workers());
      @Nullable BucketOwner input = inputs.isEmpty() ? null : inputs.get(split.index());
      if (input != null) {
        split.forgetOtherInputs(input.epoch());
      }
      if (isNeeded(split) && split.live().isEmpty() && split.mayStart(now)) {
        changed |= start(split, input, now);
      }
    }
    return changed;
  }

  /** Whether somebody still lacks the split's output. */
  private boolean isNeeded(SplitEntry split) {
    if (!exchanges()) {
      return !split.isSealed();
    }
    if (map.isEmpty() || map.stream().anyMatch(range -> !placer.isAlive(range))) {
      return false;
    }
    return map.stream()
        .map(range -> reports.get(range.epoch()))
        .anyMatch(report -> report == null || !report.applied().contains(split.index()));
  }

  private boolean start(SplitEntry split, @Nullable BucketOwner input, Instant now) {
    WorkerView worker =
        input == null ? placer.workerFor(split) : placer.view(input.worker(), input.incarnation());
    if (worker == null || worker.incarnation() == null) {
      return false;
    }
    SplitOrder order =
        new SplitOrder(
            split.index(),
            placer.stamp(),
            split.partitions(),
            input == null ? List.of() : List.of(input));
    split.start(new SplitEntry.Attempt(order, worker.address(), worker.incarnation(), now));
    return true;
  }

  private boolean isComplete() {
    if (!exchanges()) {
      return splits.stream().allMatch(SplitEntry::isSealed);
    }
    return !map.isEmpty()
        && map.stream()
            .allMatch(range -> {
              InstanceReport report = reports.get(range.epoch());
              return report != null && report.complete() && placer.isAlive(range);
            });
  }

  /** What the owners said, in the order of the ranges; only when complete. */
  List<InstanceReport> results() {
    List<InstanceReport> results = new ArrayList<>();
    for (BucketOwner range : map) {
      InstanceReport report = reports.get(range.epoch());
      if (report != null) {
        results.add(report);
      }
    }
    return results;
  }

  /** New owners and epochs for everything: what the owners hold could not be read. */
  void placeAgain() {
    map = map.stream().map(placer::replace).toList();
    reports.clear();
    over = false;
  }

  /** What is wished of one process for this stage. */
  StageOrders orders(String worker, String incarnation, boolean last) {
    List<SplitOrder> run = new ArrayList<>();
    for (SplitEntry split : splits) {
      for (SplitEntry.Attempt attempt : split.live()) {
        if (attempt.worker.equals(worker) && attempt.incarnation.equals(incarnation)) {
          run.add(attempt.order);
        }
      }
    }
    run.sort(Comparator.comparingInt(SplitOrder::split));
    return new StageOrders(plan, splits.size(), run, map, last, over);
  }

  double progress() {
    long all = splits.stream().mapToLong(s -> Math.max(1, s.partitions().size())).sum();
    double done = 0;
    for (SplitEntry split : splits) {
      int parts = Math.max(1, split.partitions().size());
      boolean sealed = split.isSealed() || over || (exchanges() && split.wasSealed());
      done += sealed ? parts : Math.min(parts, split.view().partitionsDone()) * 0.99;
    }
    return all == 0 ? 1 : done / all;
  }

  long rows() {
    return splits.stream().mapToLong(split -> split.view().rows()).sum();
  }

  StageView view() {
    Set<String> owners = new HashSet<>();
    map.forEach(range -> owners.add(range.worker()));
    int complete =
        map.stream()
            .filter(range -> {
              InstanceReport report = reports.get(range.epoch());
              return report != null && report.complete();
            })
            .mapToInt(BucketOwner::size)
            .sum();
    String exchange = !exchanges() ? "none" : isSpread() ? "hash" : "gather";
    return new StageView(
        plan.stage(),
        over ? "succeeded" : "running",
        exchange,
        owners.stream().sorted().toList(),
        plan.output().buckets(),
        complete,
        progress(),
        splits.stream().map(SplitEntry::view).toList());
  }
}
