package dev.tadashi.scheduler;

import dev.tadashi.model.cluster.WorkerLoad;
import dev.tadashi.model.control.Attach;
import dev.tadashi.model.control.BucketOwner;
import dev.tadashi.model.control.CachedPartition;
import dev.tadashi.model.control.Orders;
import dev.tadashi.model.control.Report;
import dev.tadashi.model.control.SplitOrder;
import dev.tadashi.model.control.StageOrders;
import dev.tadashi.model.control.TaskOrders;
import dev.tadashi.model.control.TaskReport;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.ErrorDetail;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.id.Stamp;
import dev.tadashi.model.id.TaskId;
import dev.tadashi.model.plan.StageOutput;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A worker in memory that obeys orders as the protocol asks: nothing twice under one stamp, units
 * freed once a stage is over, and what the orders do not name dropped.
 */
final class SimulatedWorker {
  private static final long MEMORY = 1L << 30;

  private final String address;
  private final SimulatedCluster cluster;
  private final Map<TaskId, Set<Stamp>> tasks = new LinkedHashMap<>();
  private final Map<Stamp, SimulatedRun> runs = new LinkedHashMap<>();
  private final Map<Stamp, SimulatedInstance> instances = new LinkedHashMap<>();
  private final Set<Stamp> seen = new HashSet<>();
  private final Set<String> cached = new HashSet<>();
  private String incarnation;
  private boolean up = true;
  private long serverEpoch;
  private long seq;
  private Stamp obeyed = Stamp.NONE;

  SimulatedWorker(String address, SimulatedCluster cluster) {
    this.address = address;
    this.cluster = cluster;
    this.incarnation = address + "#1";
  }

  String address() {
    return address;
  }

  String incarnation() {
    return incarnation;
  }

  boolean isUp() {
    return up;
  }

  void stop() {
    up = false;
  }

  /** Goes on with all it had: it was only paused. */
  void wake() {
    up = true;
  }

  /** Another process at the same address. */
  void restart(int number) {
    incarnation = address + "#" + number;
    up = true;
    seq = 0;
    obeyed = Stamp.NONE;
    List.of(tasks, runs, instances).forEach(Map::clear);
    seen.clear();
    cached.clear();
  }

  Attach attach() {
    return new Attach(Attach.PROTOCOL, address, incarnation, load());
  }

  void attachedTo(long epoch) {
    serverEpoch = epoch;
  }

  private WorkerLoad load() {
    return new WorkerLoad(2, MEMORY, 0, 0, cached.size(), runs.size(), 0);
  }

  Report report() {
    List<TaskReport> held =
        tasks.keySet().stream()
            .map(task ->
                new TaskReport(
                    task,
                    runs(task).map(SimulatedRun::report).toList(),
                    instances(task).map(SimulatedInstance::report).toList()))
            .toList();
    List<CachedPartition> memory =
        cached.stream().map(id -> new CachedPartition(id, List.of("k"), 100, 1_000)).toList();
    return new Report(address, incarnation, serverEpoch, ++seq, obeyed, load(), memory, held);
  }

  private Stream<SimulatedRun> runs(TaskId task) {
    return runs.values().stream().filter(run -> run.task().equals(task));
  }

  private Stream<SimulatedInstance> instances(TaskId task) {
    return instances.values().stream().filter(instance -> instance.task().equals(task));
  }

  void obey(Orders orders) {
    boolean mine = up && orders.incarnation().equals(incarnation);
    if (!mine || orders.unchanged() || !orders.version().isNewerThan(obeyed)) {
      return;
    }
    obeyed = orders.version();
    tasks.clear();
    orders.tasks().forEach(this::obey);
    runs.values().removeIf(run -> !isNamed(run.task(), run.order().attempt()));
    instances.values().removeIf(instance -> !isNamed(instance.task(), instance.range().epoch()));
  }

  private boolean isNamed(TaskId task, Stamp stamp) {
    return tasks.getOrDefault(task, Set.of()).contains(stamp);
  }

  private void obey(TaskOrders task) {
    Set<Stamp> named = new HashSet<>();
    tasks.put(task.task(), named);
    for (StageOrders stage : task.stages()) {
      boolean frees = stage.over() && !(stage.plan().output() instanceof StageOutput.Nothing);
      for (SplitOrder order : frees ? List.<SplitOrder>of() : stage.run()) {
        named.add(order.attempt());
        if (!stage.over() && seen.add(order.attempt())) {
          runs.put(order.attempt(), new SimulatedRun(task.task(), stage.plan(), order));
        }
      }
      stage.map().stream()
          .filter(this::isMine)
          .forEach(range -> own(task.task(), stage, range, named));
      runs(task.task())
          .filter(run -> run.stage() == stage.plan().stage())
          .forEach(run -> run.deliverTo(stage.map()));
    }
  }

  private boolean isMine(BucketOwner range) {
    return range.worker().equals(address) && range.incarnation().equals(incarnation);
  }

  private void own(TaskId task, StageOrders stage, BucketOwner range, Set<Stamp> named) {
    named.add(range.epoch());
    if (seen.add(range.epoch())) {
      instances.put(
          range.epoch(), new SimulatedInstance(task, stage, range, cluster.sendsResultsInline()));
    }
  }

  /** Runs to the end what it was told to run; true when there was something. */
  boolean sealAll() {
    List<SimulatedRun> open = runs.values().stream().filter(SimulatedRun::isOpen).toList();
    open.forEach(this::seal);
    return !open.isEmpty();
  }

  private void seal(SimulatedRun run) {
    List<String> rows = new ArrayList<>();
    for (BucketOwner input : run.order().buckets()) {
      @Nullable List<String> read = read(input);
      if (read == null) {
        run.fail(error(ErrorCode.STALE));
        return;
      }
      read.forEach(row -> rows.add(input.low() + ":" + row));
    }
    run.order().partitions().forEach(partition -> rows.add(partition.id()));
    run.order().partitions().forEach(partition -> cached.add(partition.id()));
    run.seal(rows, cluster.sealedBytes());
  }

  void failAll(ErrorCode code) {
    runs.values().stream().filter(SimulatedRun::isOpen).forEach(run -> run.fail(error(code)));
  }

  /** Fails what runs and does not say why. */
  void failAllSilently() {
    runs.values().stream().filter(SimulatedRun::isOpen).forEach(run -> run.fail(null));
  }

  /** What runs and what is sealed is gone without a word; so are buckets. */
  void loseAll() {
    runs.clear();
    instances.clear();
  }

  void dropInstances(ErrorCode code) {
    instances.values().forEach(instance -> instance.drop(error(code)));
  }

  static ErrorDetail error(ErrorCode code) {
    return new TadashiException(code, "made to fail").detail();
  }

  /** What the buckets hold, for who names this process and this epoch; null when refused. */
  @Nullable List<String> read(BucketOwner range) {
    @Nullable SimulatedInstance instance = instances.get(range.epoch());
    boolean fits = up && isMine(range) && instance != null && instance.isComplete();
    return fits && instance != null ? instance.rows() : null;
  }

  /** Offers each sealed unit to its owners; true when one was applied. */
  boolean offerAll() {
    boolean any = false;
    for (SimulatedRun run : List.copyOf(runs.values())) {
      for (BucketOwner range : run.map()) {
        SimulatedWorker owner = cluster.worker(range.worker());
        any |= run.isSealed() && owner.take(range, run);
      }
    }
    return any;
  }

  private boolean take(BucketOwner range, SimulatedRun run) {
    @Nullable SimulatedInstance instance = instances.get(range.epoch());
    return up && isMine(range) && instance != null && instance.apply(run);
  }

  Collection<SimulatedRun> runs() {
    return runs.values();
  }

  Collection<SimulatedInstance> instances() {
    return instances.values();
  }
}
