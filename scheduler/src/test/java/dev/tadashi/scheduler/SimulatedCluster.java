package dev.tadashi.scheduler;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tadashi.model.cluster.WorkerState;
import dev.tadashi.model.control.BucketOwner;
import dev.tadashi.model.control.Orders;
import dev.tadashi.model.control.Report;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.ErrorDetail;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.id.TaskId;
import dev.tadashi.model.task.TaskRecord;
import dev.tadashi.scheduler.policy.PlacementPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A scheduler and workers in memory; time passes by hand, messages are calls. */
final class SimulatedCluster {
  private final Map<String, SimulatedWorker> workers = new LinkedHashMap<>();
  private final Map<TaskId, List<List<String>>> results = new HashMap<>();
  private final Map<TaskId, ErrorDetail> failures = new HashMap<>();
  private final List<SchedulerEvent> events = new ArrayList<>();
  private final StampAudit audit = new StampAudit();
  private final SchedulerConfig config;
  private final Random random;
  private ClusterScheduler scheduler;
  private long serverEpoch = 1;
  private long sealedBytes = 1_000;
  private boolean inline;
  private boolean reads = true;
  private int processes = 1;
  private Instant now = TestTasks.START;

  SimulatedCluster(SchedulerConfig config, Random random) {
    this.config = config;
    this.random = random;
    this.scheduler = newScheduler();
  }

  static SimulatedCluster of(String... addresses) {
    return of(SchedulerConfig.defaults(), addresses);
  }

  static SimulatedCluster of(SchedulerConfig config, String... addresses) {
    SimulatedCluster cluster = new SimulatedCluster(config, new Random(7));
    List.of(addresses).forEach(cluster::join);
    return cluster;
  }

  private ClusterScheduler newScheduler() {
    return new ClusterScheduler(serverEpoch, config, PlacementPolicy.named("locality"), random);
  }

  ClusterScheduler scheduler() {
    return scheduler;
  }

  Instant now() {
    return now;
  }

  SimulatedWorker worker(String address) {
    return Objects.requireNonNull(workers.get(address));
  }

  List<SimulatedWorker> workers() {
    return List.copyOf(workers.values());
  }

  long sealedBytes() {
    return sealedBytes;
  }

  boolean sendsResultsInline() {
    return inline;
  }

  SimulatedCluster sealing(long bytesPerSplit) {
    sealedBytes = bytesPerSplit;
    return this;
  }

  SimulatedCluster sendingResultsInline() {
    inline = true;
    return this;
  }

  /** Results stay with their owners until {@link #readsAgain}. */
  SimulatedCluster readingNothing() {
    reads = false;
    return this;
  }

  SimulatedCluster readsAgain() {
    reads = true;
    events.stream()
        .filter(SchedulerEvent.ResultReady.class::isInstance)
        .map(SchedulerEvent.ResultReady.class::cast)
        .toList()
        .forEach(this::read);
    return this;
  }

  SimulatedCluster join(String address) {
    workers.put(address, new SimulatedWorker(address, this));
    scheduler.register(address, now);
    return attach(address);
  }

  SimulatedCluster attach(String address) {
    SimulatedWorker worker = worker(address);
    worker.attachedTo(scheduler.attach(worker.attach(), now).serverEpoch());
    return this;
  }

  SimulatedCluster submit(TaskRecord task) {
    scheduler.submit(task, now);
    takeEvents();
    return this;
  }

  SimulatedCluster kill(String address) {
    worker(address).stop();
    return this;
  }

  SimulatedCluster wake(String address) {
    worker(address).wake();
    return this;
  }

  SimulatedCluster restart(String address) {
    worker(address).restart(++processes);
    return attach(address);
  }

  /** The control plane is gone and comes back with the same catalog. */
  SimulatedCluster restartControlPlane(TaskRecord... unfinished) {
    restartAlone(unfinished);
    workers.values().stream().filter(SimulatedWorker::isUp).forEach(w -> attach(w.address()));
    return this;
  }

  /** The control plane comes back; no worker has attached again yet. */
  SimulatedCluster restartAlone(TaskRecord... unfinished) {
    serverEpoch++;
    scheduler = newScheduler();
    workers.keySet().forEach(address -> scheduler.restore(address, false));
    List.of(unfinished).forEach(task -> scheduler.submit(task, now));
    return this;
  }

  /** A worker reports and obeys the answer. */
  SimulatedCluster reports(String address) {
    return reported(worker(address).report());
  }

  /** That report arrives, however old it is; its answer is obeyed. */
  SimulatedCluster reported(Report report) {
    SimulatedWorker worker = worker(report.address());
    try {
      give(worker, scheduler.report(report, now));
    } catch (TadashiException e) {
      boolean itsOwn = report.incarnation().equals(worker.incarnation());
      if (e.code() == ErrorCode.STALE && itsOwn && worker.isUp()) {
        attach(report.address());
      }
    }
    takeEvents();
    return this;
  }

  void give(SimulatedWorker worker, Orders orders) {
    audit.check(worker.address(), orders);
    worker.obey(orders);
  }

  /** All workers that are up report once, pushed orders arrive, and time is looked at. */
  SimulatedCluster round() {
    workers.values().stream()
        .filter(SimulatedWorker::isUp)
        .forEach(worker -> reports(worker.address()));
    scheduler.tick(now);
    takeEvents();
    push();
    return this;
  }

  void push() {
    scheduler.workersToPush().forEach(address -> give(worker(address), scheduler.orders(address)));
  }

  SimulatedCluster seal() {
    workers.values().stream().filter(SimulatedWorker::isUp).forEach(SimulatedWorker::sealAll);
    return this;
  }

  SimulatedCluster offer() {
    workers.values().stream().filter(SimulatedWorker::isUp).forEach(SimulatedWorker::offerAll);
    return this;
  }

  /** Work goes on as long as there is some, for at most a few seconds. */
  SimulatedCluster work() {
    for (int i = 0; i < 12; i++) {
      now = now.plusMillis(250);
      round().seal().round().offer();
    }
    return round();
  }

  /** Seconds pass, in which workers only report. */
  SimulatedCluster pass(int seconds) {
    for (int i = 0; i < seconds; i++) {
      now = now.plusSeconds(1);
      round();
    }
    return this;
  }

  SimulatedCluster pass(Duration time) {
    now = now.plus(time);
    return this;
  }

  void takeEvents() {
    for (SchedulerEvent event : scheduler.takeEvents()) {
      events.add(event);
      if (event instanceof SchedulerEvent.ResultReady ready && reads) {
        read(ready);
      } else if (event instanceof SchedulerEvent.TaskFailed failed) {
        failures.put(failed.task(), failed.error());
      }
    }
  }

  private void read(SchedulerEvent.ResultReady ready) {
    List<List<String>> result = new ArrayList<>();
    for (int i = 0; i < ready.ranges().size(); i++) {
      byte @Nullable [] inlined = ready.reports().get(i).result();
      BucketOwner range = ready.ranges().get(i);
      @Nullable List<String> rows =
          inlined != null
              ? new String(inlined, UTF_8).lines().toList()
              : worker(range.worker()).read(range);
      if (rows == null) {
        scheduler.resultUnreadable(ready.task(), now);
        return;
      }
      result.add(rows);
    }
    results.putIfAbsent(ready.task(), result);
    scheduler.release(ready.task());
  }

  List<SchedulerEvent> events() {
    return events;
  }

  boolean isEnded(TaskId task) {
    return results.containsKey(task) || failures.containsKey(task);
  }

  /** Rows of each range of the result; empty while there is none. */
  List<List<String>> result(TaskId task) {
    return results.getOrDefault(task, List.of());
  }

  boolean hasFailed(TaskId task) {
    return failures.containsKey(task);
  }

  /** Why it failed, which it must have. */
  ErrorDetail failure(TaskId task) {
    return Objects.requireNonNull(failures.get(task), "the task has not failed");
  }

  WorkerState state(String address) {
    return scheduler.workers().stream()
        .filter(worker -> worker.address().equals(address))
        .findFirst()
        .orElseThrow()
        .state();
  }
}
