package dev.tadashi.scheduler;

import dev.tadashi.model.cluster.WorkerState;
import dev.tadashi.model.control.Attach;
import dev.tadashi.model.control.Attached;
import dev.tadashi.model.control.CachedPartition;
import dev.tadashi.model.control.Orders;
import dev.tadashi.model.control.Report;
import dev.tadashi.model.control.TaskReport;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.id.TaskId;
import dev.tadashi.model.task.TaskRecord;
import dev.tadashi.scheduler.policy.PlacementPolicy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The scheduler: commands, reports and ticks go in, orders and events come out. It decides from
 * what is known and forgets nothing that is acknowledged; it has no threads, no clock and no I/O,
 * and is used by one thread at a time.
 */
public final class ClusterScheduler {
  private final SchedulerConfig config;
  private final Stamps stamps;
  private final WorkerTable workers = new WorkerTable();
  private final Placer placer;
  private final Admission admission;
  private final Map<TaskId, TaskRun> tasks = new LinkedHashMap<>();
  private final OrderBook orders;
  private final List<SchedulerEvent> events = new ArrayList<>();

  public ClusterScheduler(
      long serverEpoch, SchedulerConfig config, PlacementPolicy policy, RandomGenerator random) {
    this.config = config;
    this.stamps = new Stamps(serverEpoch);
    this.placer = new Placer(workers, policy, stamps, random);
    this.orders = new OrderBook(workers, tasks.values(), stamps);
    this.admission = new Admission(config, workers);
  }

  /** A worker that may attach. */
  public void register(String address, Instant now) {
    workers.register(address);
  }

  /**
   * A worker that was known before this control plane started: until it is back, or for a moment,
   * nothing is placed, so that the first to come does not get everything.
   */
  public void restore(String address, boolean draining) {
    WorkerEntry entry = workers.register(address);
    entry.expect();
    if (draining) {
      entry.drain();
    }
  }

  /** A worker that is no longer ours: what it held is placed elsewhere. */
  public void unregister(String address) {
    WorkerEntry entry = workers.remove(address);
    if (entry != null) {
      workers.refreshCached();
      orders.changed();
    }
  }

  public void drain(String address) {
    WorkerEntry entry = workers.get(address);
    if (entry != null) {
      entry.drain();
      orders.changed();
    }
  }

  /** A registered worker's process joins. */
  public Attached attach(Attach attach, Instant now) {
    WorkerEntry entry = workers.get(attach.address());
    if (entry == null) {
      throw new TadashiException(ErrorCode.UNKNOWN_WORKER, "the worker is not registered")
          .at("address", attach.address());
    }
    admission.attached(now);
    if (entry.attach(attach.incarnation(), attach.load(), now)) {
      events.add(new SchedulerEvent.WorkerJoined(attach.address()));
    }
    advance(now);
    return new Attached(
        Math.min(attach.protocol(), Attach.PROTOCOL),
        stamps.serverEpoch(),
        config.reportEvery().toMillis(),
        config.lease().toMillis());
  }

  /** Takes a report and answers with orders; one for another process or server is refused. */
  public Orders report(Report report, Instant now) {
    WorkerEntry entry = workers.get(report.address());
    boolean known =
        entry != null
            && report.incarnation().equals(entry.incarnation())
            && report.serverEpoch() == stamps.serverEpoch();
    if (entry == null || !known) {
      throw new TadashiException(ErrorCode.STALE, "attach again: this process is not attached here")
          .at("address", report.address());
    }
    boolean wasLost = entry.state() == WorkerState.LOST;
    if (entry.report(report, now)) {
      take(report, wasLost, now);
    }
    Orders newest = orders.tell(entry);
    boolean obeys = report.obeyed().equals(newest.version());
    return obeys
        ? new Orders(newest.version(), newest.incarnation(), true, newest.draining(), List.of())
        : newest;
  }

  private void take(Report report, boolean wasLost, Instant now) {
    if (report.cached() != null || wasLost) {
      workers.refreshCached();
    }
    if (wasLost) {
      events.add(new SchedulerEvent.WorkerJoined(report.address()));
    }
    for (TaskReport task : report.tasks()) {
      TaskRun run = tasks.get(task.task());
      if (run != null) {
        run.reported(task, now);
      }
    }
    Inventory inventory = Inventory.of(report);
    tasks.values().forEach(task -> task.compare(inventory));
    advance(now);
  }

  /** Accepts a task, also again after a restart. */
  public void submit(TaskRecord task, Instant now) {
    tasks.put(task.id(), new TaskRun(task, placer, config, events::add));
    advance(now);
  }

  /** The task is over for its user; it leaves the orders. */
  public void cancel(TaskId task) {
    release(task);
  }

  /** Nobody needs the task's result from its owners any more; it leaves the orders. */
  public void release(TaskId task) {
    if (tasks.remove(task) != null) {
      orders.changed();
    }
  }

  /** The result that was ready could not be read from its owners. */
  public void resultUnreadable(TaskId task, Instant now) {
    TaskRun run = tasks.get(task);
    if (run != null) {
      run.resultUnreadable();
      advance(now);
    }
  }

  /** Time has passed. */
  public void tick(Instant now) {
    for (WorkerEntry entry : workers.all()) {
      if (entry.tick(now, config)) {
        workers.refreshCached();
        events.add(new SchedulerEvent.WorkerLost(entry.address()));
      }
    }
    admission.giveUp(tasks.values(), now);
    advance(now);
  }

  private void advance(Instant now) {
    admission.admit(tasks.values(), now);
    boolean changed = false;
    for (TaskRun task : tasks.values()) {
      task.step(now);
      changed |= task.takeChanged();
    }
    changed |= tasks.values().removeIf(TaskRun::isOver);
    if (changed) {
      orders.changed();
    }
  }

  /** What happened since it was last asked. */
  public List<SchedulerEvent> takeEvents() {
    List<SchedulerEvent> taken = List.copyOf(events);
    events.clear();
    return taken;
  }

  /** Attached workers whose orders they were not told yet. */
  public List<String> workersToPush() {
    return orders.untold();
  }

  /** The newest orders of a worker; giving them counts. */
  public Orders orders(String address) {
    WorkerEntry entry = workers.get(address);
    if (entry == null) {
      throw new TadashiException(ErrorCode.UNKNOWN_WORKER, "the worker is not registered")
          .at("address", address);
    }
    return orders.tell(entry);
  }

  public List<WorkerView> workers() {
    return workers.all().stream().map(WorkerEntry::view).toList();
  }

  public Optional<TaskProgress> progress(TaskId task) {
    @Nullable TaskRun run = tasks.get(task);
    if (run == null) {
      return Optional.empty();
    }
    return Optional.of(
        run.progress(run.isWaiting() ? admission.reason(tasks.values()) : Optional.empty()));
  }

  /** By the worker, in order: what it has of the partition in memory. */
  public Map<String, CachedPartition> copies(String partition) {
    return workers.copies(partition);
  }

  /** Workers that have a column of the partition in memory. */
  public Set<String> cachedOn(String partition) {
    return workers.cachedOn(partition);
  }
}
