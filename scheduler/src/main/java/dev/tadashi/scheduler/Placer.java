package dev.tadashi.scheduler;

import dev.tadashi.model.control.BucketOwner;
import dev.tadashi.model.id.Stamp;
import dev.tadashi.model.table.PartitionRef;
import dev.tadashi.model.task.ScanInput;
import dev.tadashi.scheduler.policy.PlacementPolicy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Which worker gets what: partitions by the policy, buckets and retries by what lives. */
final class Placer {
  /** Work that is done again when an attempt is lost; within it, groups are merged only once. */
  private static final long ROWS_PER_SPLIT = 1L << 26;

  private static final long BYTES_PER_SPLIT = 4L << 30;
  private static final int SPLITS_PER_WORKER = 4;

  private final WorkerTable workers;
  private final PlacementPolicy policy;
  private final Stamps stamps;
  private final RandomGenerator random;

  Placer(WorkerTable workers, PlacementPolicy policy, Stamps stamps, RandomGenerator random) {
    this.workers = workers;
    this.policy = policy;
    this.stamps = stamps;
    this.random = random;
  }

  WorkerTable workers() {
    return workers;
  }

  Stamp stamp() {
    return stamps.next();
  }

  boolean isAlive(BucketOwner range) {
    return workers.isAlive(range.worker(), range.incarnation());
  }

  /** Whether the owner's process is gone while its worker is still registered. */
  boolean isLost(BucketOwner range) {
    return workers.get(range.worker()) != null && !isAlive(range);
  }

  @Nullable WorkerView view(String address, String incarnation) {
    WorkerEntry entry = workers.get(address);
    return entry != null && entry.isAlive(incarnation) ? entry.view() : null;
  }

  /**
   * Cuts a table's partitions into splits of a stage, behind those that it has: each worker's share
   * into one, or up to four when it is large. All partitions are placed, so that each has the same
   * place whatever a task leaves out.
   */
  void cut(int branch, ScanInput scan, List<SplitEntry> splits) {
    List<PartitionRef> partitions = scan.partitions();
    Set<String> pruned = Set.copyOf(scan.pruning().ids());
    List<WorkerView> ready = workers.usable();
    List<String> placed = policy.place(partitions, ready, workers::cachedOn);
    Map<String, List<PartitionRef>> shares = new LinkedHashMap<>();
    for (int i = 0; i < partitions.size(); i++) {
      if (!pruned.contains(partitions.get(i).id())) {
        shares.computeIfAbsent(placed.get(i), w -> new ArrayList<>()).add(partitions.get(i));
      }
    }
    shares.forEach((worker, share) -> cutShare(branch, worker, share, splits));
    if (shares.isEmpty()) {
      splits.add(new SplitEntry(splits.size(), SplitSource.of(branch, List.of()), ""));
    }
  }

  private static void cutShare(
      int branch, String worker, List<PartitionRef> share, List<SplitEntry> splits) {
    long rows = share.stream().mapToLong(PartitionRef::rows).sum();
    long bytes = share.stream().mapToLong(PartitionRef::bytes).sum();
    long wanted = 1 + Math.max(rows / ROWS_PER_SPLIT, bytes / BYTES_PER_SPLIT);
    int count = (int) Math.min(Math.min(SPLITS_PER_WORKER, share.size()), wanted);
    for (int i = 0; i < count; i++) {
      int from = share.size() * i / count;
      int to = share.size() * (i + 1) / count;
      SplitSource source = SplitSource.of(branch, share.subList(from, to));
      splits.add(new SplitEntry(splits.size(), source, worker));
    }
  }

  /**
   * The worker that placement chose, unless it failed or was lost there or is gone; then another.
   */
  @Nullable WorkerView workerFor(SplitEntry split) {
    List<WorkerView> ready = workers.usable();
    for (WorkerView worker : ready) {
      if (worker.address().equals(split.preferred()) && !split.avoids(worker.address())) {
        return worker;
      }
    }
    List<WorkerView> fresh =
        ready.stream().filter(worker -> !split.avoids(worker.address())).toList();
    List<WorkerView> choice = fresh.isEmpty() ? ready : fresh;
    return choice.isEmpty() ? null : choice.get(random.nextInt(choice.size()));
  }

  /** All buckets at the worker with the most rows to read; empty when there is none. */
  List<BucketOwner> gather(int buckets, List<SplitEntry> splits) {
    List<WorkerView> ready = workers.usable();
    Map<String, Long> rows = new LinkedHashMap<>();
    for (SplitEntry split : splits) {
      long sum = split.partitions().stream().mapToLong(PartitionRef::rows).sum();
      rows.merge(split.preferred(), sum, Long::sum);
    }
    return ready.stream()
        .max(Comparator.comparingLong(worker -> rows.getOrDefault(worker.address(), 0L)))
        .map(worker -> List.of(owner(0, buckets - 1, worker)))
        .orElse(List.of());
  }

  /** Even ranges over all workers. */
  List<BucketOwner> spread(int buckets) {
    List<WorkerView> ready = workers.usable();
    List<BucketOwner> ranges = new ArrayList<>();
    for (int i = 0; i < ready.size(); i++) {
      int low = buckets * i / ready.size();
      int high = buckets * (i + 1) / ready.size() - 1;
      ranges.add(owner(low, high, ready.get(i)));
    }
    return ranges;
  }

  /** Another owner, or the same under a new epoch; unchanged while there is no worker at all. */
  BucketOwner replace(BucketOwner range) {
    List<WorkerView> ready = workers.usable();
    if (ready.isEmpty()) {
      return range;
    }
    List<WorkerView> others =
        ready.stream().filter(worker -> !worker.address().equals(range.worker())).toList();
    List<WorkerView> choice = others.isEmpty() ? ready : others;
    return owner(range.low(), range.high(), choice.get(random.nextInt(choice.size())));
  }

  private BucketOwner owner(int low, int high, WorkerView worker) {
    String incarnation = worker.incarnation() == null ? "" : worker.incarnation();
    return new BucketOwner(low, high, worker.address(), incarnation, stamps.next());
  }
}
