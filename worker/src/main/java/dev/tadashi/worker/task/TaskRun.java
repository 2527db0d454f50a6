package dev.tadashi.worker.task;

import dev.tadashi.engine.exec.EngineContext;
import dev.tadashi.model.control.BucketOwner;
import dev.tadashi.model.control.StageOrders;
import dev.tadashi.model.control.TaskOrders;
import dev.tadashi.model.control.TaskReport;
import dev.tadashi.model.id.Stamp;
import dev.tadashi.model.id.TaskId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Phaser;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** A task at this worker, with an allocator of its own that is empty when it has gone. */
final class TaskRun {
  private final TaskId id;
  private final WorkerResources resources;
  private final BufferAllocator allocator;
  private final Map<Integer, StageRun> stages = new TreeMap<>();
  private final Phaser running = new Phaser(1);
  private volatile boolean dropped;

  TaskRun(TaskId id, WorkerResources resources, long memoryLimit) {
    this.id = id;
    this.resources = resources;
    long limit = memoryLimit > 0 ? memoryLimit : resources.allocator().getLimit();
    this.allocator = resources.allocator().newChildAllocator("task-" + id, 0, limit);
  }

  EngineContext context(java.util.function.BooleanSupplier cancelled) {
    return new EngineContext(
        allocator,
        resources.pool(),
        resources.threads(),
        () -> dropped || cancelled.getAsBoolean());
  }

  synchronized void obey(TaskOrders orders, SplitExecutor executor) {
    List<Runnable> frees = new ArrayList<>();
    for (StageOrders stage : orders.stages()) {
      StageRun run =
          stages.computeIfAbsent(stage.plan().stage(), number -> new StageRun(resources, stage));
      for (SplitRun started : run.obey(stage, context(() -> false), frees)) {
        running.register();
        executor.start(this, stage, started, running::arriveAndDeregister);
      }
    }
    later(frees, () -> {});
  }

  /** The exchange's units that this worker has for others, or for itself. */
  synchronized void outgoing(List<Outgoing> all) {
    for (StageRun stage : stages.values()) {
      if (stage.orders().over()) {
        continue;
      }
      for (SplitRun run : stage.runs()) {
        if (run.mayOffer()) {
          for (BucketOwner range : stage.orders().map()) {
            all.add(new Outgoing(id, stage.orders().plan().stage(), run, range));
          }
        }
      }
    }
  }

  synchronized @Nullable Instance instance(int stage, Stamp epoch) {
    StageRun run = stages.get(stage);
    return run == null ? null : run.instance(epoch);
  }

  synchronized TaskReport report(List<SplitRun> sealed) {
    TaskReport report =
        new TaskReport(
            id,
            stages.values().stream().flatMap(s -> s.splitReports().stream()).toList(),
            stages.values().stream().flatMap(s -> s.instanceReports().stream()).toList());
    stages.values().forEach(s -> s.runs().stream().filter(SplitRun::isSealed).forEach(sealed::add));
    return report;
  }

  synchronized long bytes() {
    return stages.values().stream().mapToLong(StageRun::bytes).sum();
  }

  synchronized long runningSplits() {
    return stages.values().stream()
        .flatMap(s -> s.runs().stream())
        .filter(SplitRun::isRunning)
        .count();
  }

  /** Everything of the task goes: at once where it can, else when its users have left. */
  synchronized void drop(Runnable gone) {
    dropped = true;
    List<Runnable> frees = new ArrayList<>();
    stages.values().forEach(stage -> stage.drop(frees));
    stages.clear();
    frees.add(() -> {
      running.arriveAndDeregister();
      running.awaitAdvance(0);
      allocator.close();
    });
    later(frees, gone);
  }

  private static void later(List<Runnable> frees, Runnable then) {
    if (frees.isEmpty()) {
      return;
    }
    Thread.ofVirtual()
        .name("free")
        .start(() -> {
          try {
            frees.forEach(Runnable::run);
          } finally {
            then.run();
          }
        });
  }
}
