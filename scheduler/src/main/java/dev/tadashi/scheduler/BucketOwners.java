package dev.tadashi.scheduler;

import dev.tadashi.model.control.BucketOwner;
import dev.tadashi.model.control.InstanceReport;
import dev.tadashi.model.error.ErrorDetail;
import dev.tadashi.model.id.Stamp;
import dev.tadashi.model.plan.StagePlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Who owns the buckets of a stage's exchange, and what each owner said last. */
final class BucketOwners {
  private final StagePlan plan;
  private final Placer placer;
  private final Map<Stamp, InstanceReport> reports = new HashMap<>();

  /** Workers lost while they owned a range, by its lowest bucket. */
  private final Map<Integer, List<String>> lostBy = new HashMap<>();

  /** Epochs whose living owners no longer have them. */
  private final Set<Stamp> missing = new HashSet<>();

  private List<BucketOwner> map = List.of();
  private boolean spread;
  private int drops;
  private long revision;

  BucketOwners(StagePlan plan, Placer placer) {
    this.plan = plan;
    this.placer = placer;
  }

  /** The ranges in the order of their buckets; empty before the first placement. */
  List<BucketOwner> map() {
    return map;
  }

  boolean isSpread() {
    return map.size() > 1;
  }

  /** Takes an owner's report; returns the error that ends the task, or null. */
  @Nullable ErrorDetail reported(InstanceReport report, SchedulerConfig config) {
    boolean current = map.stream().anyMatch(range -> range.epoch().equals(report.epoch()));
    if (!current) {
      return null;
    }
    reports.put(report.epoch(), report);
    return report.dropped() ? dropped(Failures.instance(report, plan.stage()), config) : null;
  }

  /** Compares with all that a process holds; returns the error that ends the task, or null. */
  @Nullable ErrorDetail compare(Inventory inventory, SchedulerConfig config) {
    @Nullable ErrorDetail error = null;
    for (BucketOwner range : map) {
      boolean lacks = inventory.lacks(range.worker(), range.incarnation(), range.epoch());
      if (lacks && missing.add(range.epoch())) {
        error = dropped(Failures.missing(range, plan.stage()), config);
      }
    }
    return error;
  }

  private @Nullable ErrorDetail dropped(ErrorDetail error, SchedulerConfig config) {
    drops++;
    boolean hopeless = error.errorClass().equals("user") || drops >= config.maxAttempts();
    return hopeless ? error : null;
  }

  /** Gives every range a living owner, as far as there are workers; whether anything changed. */
  boolean place(List<SplitEntry> splits) {
    if (map.isEmpty()) {
      return changeTo(placer.gather(plan.output().buckets(), splits));
    }
    List<BucketOwner> next =
        map.stream().map(range -> isGone(range) ? replace(range) : range).toList();
    return changeTo(next);
  }

  private boolean changeTo(List<BucketOwner> next) {
    boolean changed = !next.equals(map);
    if (changed) {
      map = next;
      revision++;
    }
    return changed;
  }

  /** Changes with the map. */
  long revision() {
    return revision;
  }

  private boolean isGone(BucketOwner range) {
    InstanceReport report = reports.get(range.epoch());
    return !placer.isAlive(range)
        || missing.contains(range.epoch())
        || (report != null && report.dropped());
  }

  private BucketOwner replace(BucketOwner range) {
    boolean lost = placer.isLost(range);
    BucketOwner owner = placer.replace(range);
    if (!owner.equals(range)) {
      if (lost) {
        lostBy.computeIfAbsent(range.low(), low -> new ArrayList<>()).add(range.worker());
      }
      reports.remove(range.epoch());
      missing.remove(range.epoch());
    }
    return owner;
  }

  /** The error that ends the task when one range's owners are lost over and over; else null. */
  @Nullable ErrorDetail hopeless(SchedulerConfig config) {
    for (Map.Entry<Integer, List<String>> range : lostBy.entrySet()) {
      if (range.getValue().size() >= config.maxLosses()) {
        return Failures.ownersLost(plan.stage(), range.getKey(), range.getValue());
      }
    }
    return null;
  }

  /**
   * Once there are several workers: when the sealed units, extended to all splits, are too large
   * for one owner.
   */
  boolean spreadWhenLarge(List<SplitEntry> splits, SchedulerConfig config) {
    List<SplitEntry> sealed = splits.stream().filter(SplitEntry::isSealed).toList();
    if (spread || sealed.isEmpty() || plan.output().buckets() == 1 || map.size() != 1) {
      return false;
    }
    if (isMostlyFed(splits.size())) {
      return false;
    }
    long bytes = sealed.stream().mapToLong(SplitEntry::sealedBytes).sum();
    if (bytes / sealed.size() * splits.size() <= config.spreadBytes()) {
      return false;
    }
    return spread();
  }

  /** What the owner has is fed again to the others: worth it only while that is the lesser part. */
  private boolean isMostlyFed(int splits) {
    InstanceReport report = reports.get(map.getFirst().epoch());
    return report != null && report.applied().size() * 2 > splits;
  }

  private boolean spread() {
    List<BucketOwner> wide = placer.spread(plan.output().buckets());
    if (wide.size() < 2) {
      return false;
    }
    spread = true;
    reports.clear();
    return changeTo(wide);
  }

  /** The stage is over: who reads it counts on as many ranges as there are now. */
  void settle() {
    spread = true;
  }

  /** Whether every range has an owner that lives. */
  boolean allAlive() {
    return !map.isEmpty() && map.stream().allMatch(placer::isAlive);
  }

  /** Whether some owner has not applied the split. */
  boolean lack(int split) {
    return map.stream()
        .map(range -> reports.get(range.epoch()))
        .anyMatch(report -> report == null || !report.applied().contains(split));
  }

  boolean areComplete() {
    return allAlive() && map.stream().allMatch(this::isComplete);
  }

  private boolean isComplete(BucketOwner range) {
    InstanceReport report = reports.get(range.epoch());
    return report != null && report.complete();
  }

  int completeBuckets() {
    return map.stream().filter(this::isComplete).mapToInt(BucketOwner::size).sum();
  }

  /** What the owners said, in the order of the ranges; only when complete. */
  List<InstanceReport> results() {
    return map.stream().map(range -> reports.get(range.epoch())).filter(Objects::nonNull).toList();
  }

  /** New owners and epochs for everything: what the owners hold could not be read. */
  void placeAgain() {
    changeTo(map.stream().map(placer::replace).toList());
    reports.clear();
  }

  Set<String> workers() {
    Set<String> workers = new TreeSet<>();
    map.forEach(range -> workers.add(range.worker()));
    return workers;
  }
}
