package dev.tadashi.worker.task;

import dev.tadashi.engine.exec.EngineContext;
import dev.tadashi.model.control.BucketOwner;
import dev.tadashi.model.control.InstanceReport;
import dev.tadashi.model.control.SplitOrder;
import dev.tadashi.model.control.SplitReport;
import dev.tadashi.model.control.StageOrders;
import dev.tadashi.model.id.Stamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A stage of a task at this worker: brought in line with each new orders. An attempt is never run
 * twice and an instance never made twice, also after it was freed. Guarded by its task.
 */
final class StageRun {
  private final WorkerResources resources;
  private final Map<Stamp, SplitRun> runs = new HashMap<>();
  private final Map<Stamp, Instance> instances = new HashMap<>();
  private final Set<Stamp> seenEpochs = new HashSet<>();
  private StageOrders orders;

  StageRun(WorkerResources resources, StageOrders orders) {
    this.resources = resources;
    this.orders = orders;
  }

  /** Makes what is ordered and absent; returns what is to be started and collects what goes. */
  List<SplitRun> obey(StageOrders next, EngineContext context, List<Runnable> frees) {
    orders = next;
    makeInstances(context, frees);
    return makeRuns(frees);
  }

  private void makeInstances(EngineContext context, List<Runnable> frees) {
    for (BucketOwner range : orders.map()) {
      if (isMine(range) && seenEpochs.add(range.epoch())) {
        instances.put(range.epoch(), new Instance(orders, range, context));
      }
    }
    instances
        .values()
        .removeIf(instance -> {
          boolean gone = isReplaced(instance.range());
          if (gone) {
            instance.refuse();
            frees.add(instance::free);
          }
          return gone;
        });
  }

  private boolean isMine(BucketOwner range) {
    return range.worker().equals(resources.address())
        && range.incarnation().equals(resources.incarnation());
  }

  /** Whether the map names another instance for one of its buckets; no name takes nothing away. */
  private boolean isReplaced(BucketOwner held) {
    return orders.map().stream()
        .anyMatch(range ->
            range.low() <= held.high()
                && held.low() <= range.high()
                && !range.epoch().equals(held.epoch()));
  }

  private List<SplitRun> makeRuns(List<Runnable> frees) {
    List<SplitRun> started = new ArrayList<>();
    Set<Stamp> wanted = new HashSet<>();
    for (SplitOrder order : orders.run()) {
      wanted.add(order.attempt());
      if (!orders.over() && seenEpochs.add(order.attempt())) {
        SplitRun run = new SplitRun(orders.plan().stage(), order);
        runs.put(order.attempt(), run);
        started.add(run);
      }
    }
    boolean loads = orders.plan().output().buckets() == 0;
    runs.entrySet()
        .removeIf(entry -> {
          boolean gone = !wanted.contains(entry.getKey()) || (orders.over() && !loads);
          if (gone) {
            entry.getValue().cancel();
            frees.add(entry.getValue()::free);
          }
          return gone;
        });
    return started;
  }

  StageOrders orders() {
    return orders;
  }

  @Nullable Instance instance(Stamp epoch) {
    return instances.get(epoch);
  }

  List<SplitRun> runs() {
    return List.copyOf(runs.values());
  }

  List<SplitReport> splitReports() {
    return runs.values().stream().map(SplitRun::report).toList();
  }

  List<InstanceReport> instanceReports() {
    return instances.values().stream().map(Instance::report).toList();
  }

  long bytes() {
    return instances.values().stream().mapToLong(Instance::bytes).sum();
  }

  /** Everything goes. */
  void drop(List<Runnable> frees) {
    for (SplitRun run : runs.values()) {
      run.cancel();
      frees.add(run::free);
    }
    for (Instance instance : instances.values()) {
      instance.refuse();
      frees.add(instance::free);
    }
    runs.clear();
    instances.clear();
  }
}
