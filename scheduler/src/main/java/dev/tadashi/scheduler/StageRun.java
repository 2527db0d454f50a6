package dev.tadashi.scheduler;

import dev.tadashi.model.control.BucketOwner;
import dev.tadashi.model.control.InstanceReport;
import dev.tadashi.model.control.SplitOrder;
import dev.tadashi.model.control.SplitReport;
import dev.tadashi.model.control.StageOrders;
import dev.tadashi.model.error.ErrorDetail;
import dev.tadashi.model.plan.StagePlan;
import dev.tadashi.model.task.StageView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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
  private final BucketOwners owners;
  private boolean over;
  private long turns;

  StageRun(StagePlan plan, List<SplitEntry> splits, Placer placer) {
    this.plan = plan;
    this.splits = splits;
    this.placer = placer;
    this.owners = new BucketOwners(plan, placer);
  }

  StagePlan plan() {
    return plan;
  }

  List<BucketOwner> map() {
    return owners.map();
  }

  boolean isOver() {
    return over;
  }

  boolean isSpread() {
    return owners.isSpread();
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
    return owners.reported(report, config);
  }

  /** Finds what a living process was ordered to hold and does not; an error ends the task. */
  @Nullable ErrorDetail compare(Inventory inventory, SchedulerConfig config) {
    splits.forEach(split -> split.forgetMissing(inventory));
    return owners.compare(inventory, config);
  }

  /** The owner of the buckets that a split reads; null when it reads none. */
  interface Inputs {
    @Nullable BucketOwner of(SplitSource source);
  }

  /** One round; returns whether anything changed. */
  boolean step(Instant now, SchedulerConfig config, Inputs inputs) {
    boolean changed = false;
    if (exchanges()) {
      changed = owners.place(splits) | owners.spreadWhenLarge(splits, config);
    }
    changed |= startAttempts(now, inputs);
    boolean complete = isComplete();
    if (complete && !over && exchanges()) {
      owners.settle();
      splits.forEach(SplitEntry::free);
    }
    changed |= complete != over;
    setOver(complete);
    return changed;
  }

  /** The error that ends the task when its workers are lost over and over; else null. */
  @Nullable ErrorDetail hopeless(SchedulerConfig config) {
    for (SplitEntry split : splits) {
      if (split.lostOn().size() >= config.maxLosses()) {
        return Failures.lost(plan.stage(), split);
      }
    }
    return owners.hopeless(config);
  }

  private boolean startAttempts(Instant now, Inputs inputs) {
    boolean changed = false;
    for (SplitEntry split : splits) {
      split.forgetLost(placer.workers());
      @Nullable BucketOwner input = inputs.of(split.source());
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
    return owners.allAlive() && owners.lack(split.index());
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
            split.source().branch(),
            split.partitions(),
            input == null ? List.of() : List.of(input));
    split.start(new SplitEntry.Attempt(order, worker.address(), worker.incarnation(), now));
    return true;
  }

  private boolean isComplete() {
    return exchanges() ? owners.areComplete() : splits.stream().allMatch(SplitEntry::isSealed);
  }

  /** What the owners said, in the order of the ranges; only when complete. */
  List<InstanceReport> results() {
    return owners.results();
  }

  /** New owners and epochs for everything: what the owners hold could not be read. */
  void placeAgain() {
    owners.placeAgain();
    setOver(false);
  }

  private void setOver(boolean now) {
    if (over != now) {
      over = now;
      turns++;
    }
  }

  /** Changes with everything that orders tell of this stage. */
  long revision() {
    long attempts = splits.stream().mapToLong(SplitEntry::revision).sum();
    return turns + attempts + owners.revision();
  }

  /** Whether that process runs or keeps an attempt, or the worker owns buckets. */
  boolean involves(String worker, String incarnation) {
    return owners.map().stream().anyMatch(range -> range.worker().equals(worker))
        || splits.stream().anyMatch(split -> split.isAt(worker, incarnation));
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
    return new StageOrders(plan, splits.size(), run, owners.map(), last, over);
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

  /** The stage as shown; {@code ready} when the task's result is. */
  StageView view(boolean ready) {
    boolean ended = ready || over;
    String exchange = !exchanges() ? "none" : isSpread() ? "hash" : "gather";
    return new StageView(
        plan.stage(),
        ended ? "succeeded" : "running",
        exchange,
        List.copyOf(owners.workers()),
        plan.output().buckets(),
        owners.completeBuckets(),
        progress(),
        splits.stream().map(split -> ended ? split.endedView() : split.view()).toList());
  }
}
