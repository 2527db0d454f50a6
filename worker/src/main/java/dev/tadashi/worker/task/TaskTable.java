package dev.tadashi.worker.task;

import dev.tadashi.model.control.Orders;
import dev.tadashi.model.control.TaskOrders;
import dev.tadashi.model.control.TaskReport;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.id.Stamp;
import dev.tadashi.model.id.TaskId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * All that this worker holds. It begins and ends with orders only: the newest version wins, and a
 * task that the orders do not name is dropped.
 */
public final class TaskTable implements AutoCloseable {
  private final WorkerResources resources;
  private final SplitExecutor executor;
  private final Map<TaskId, TaskRun> tasks = new TreeMap<>();
  private final AtomicInteger leaving = new AtomicInteger();
  private Stamp obeyed = Stamp.NONE;

  public TaskTable(WorkerResources resources) {
    this.resources = resources;
    this.executor = new SplitExecutor(resources);
  }

  /** Obeys, unless the orders are older than those obeyed or meant for another process. */
  public synchronized void obey(Orders orders) {
    if (!orders.incarnation().equals(resources.incarnation())) {
      throw new TadashiException(ErrorCode.STALE, "these orders are for another process")
          .at("incarnation", orders.incarnation());
    }
    if (orders.unchanged() || !orders.version().isNewerThan(obeyed)) {
      return;
    }
    obeyed = orders.version();
    Set<TaskId> named = new HashSet<>();
    for (TaskOrders task : orders.tasks()) {
      named.add(task.task());
      tasks
          .computeIfAbsent(task.task(), id -> new TaskRun(id, resources, task.memoryLimit()))
          .obey(task, executor);
    }
    drop(named);
    resources.signals().send();
  }

  private void drop(Set<TaskId> kept) {
    tasks
        .entrySet()
        .removeIf(entry -> {
          boolean gone = !kept.contains(entry.getKey());
          if (gone) {
            leaving.incrementAndGet();
            entry.getValue().drop(leaving::decrementAndGet);
          }
          return gone;
        });
  }

  public synchronized Stamp obeyed() {
    return obeyed;
  }

  /**
   * A control plane counts on from its own earlier epochs. One of a lower epoch has another
   * catalog: nothing that was ordered before holds any more.
   */
  public synchronized void attached(long serverEpoch) {
    if (serverEpoch < obeyed.serverEpoch()) {
      drop(Set.of());
      obeyed = Stamp.NONE;
    }
  }

  /** What is held of each task; sealed attempts are also added to {@code sealed}. */
  public synchronized List<TaskReport> report(List<SplitRun> sealed) {
    return tasks.values().stream().map(task -> task.report(sealed)).toList();
  }

  /**
   * Orders have answered a report that told of these seals.
   *
   * @return whether one of them was not to be offered before
   */
  public static boolean answered(List<SplitRun> sealed) {
    boolean more = false;
    for (SplitRun run : sealed) {
      more |= run.markAnswered();
    }
    return more;
  }

  public synchronized boolean knows(TaskId task) {
    return tasks.containsKey(task);
  }

  public synchronized @Nullable Instance instance(TaskId task, int stage, Stamp epoch) {
    TaskRun run = tasks.get(task);
    return run == null ? null : run.instance(stage, epoch);
  }

  /** Everything sealed here that some owner may still lack. */
  public synchronized List<Outgoing> outgoing() {
    List<Outgoing> all = new ArrayList<>();
    tasks.values().forEach(task -> task.outgoing(all));
    return all;
  }

  public synchronized int runningSplits() {
    return (int) tasks.values().stream().mapToLong(TaskRun::runningSplits).sum();
  }

  public synchronized long stateBytes() {
    return tasks.values().stream().mapToLong(TaskRun::bytes).sum();
  }

  @Override
  public void close() {
    synchronized (this) {
      drop(Set.of());
    }
    while (leaving.get() > 0 && !Thread.currentThread().isInterrupted()) {
      java.util.concurrent.locks.LockSupport.parkNanos(1_000_000L);
    }
  }
}
