package dev.tadashi.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tadashi.model.control.Orders;
import dev.tadashi.model.control.Report;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.plan.Plan;
import dev.tadashi.model.task.TaskRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** One life of a cluster: some hundred random steps with faults, then calm until all tasks end. */
final class ChaosRun {
  private static final int STEPS = 300;
  private static final int MAX_WORKERS = 6;
  private static final int CALM_ROUNDS = 60;

  private final Random random;
  private final String name;
  private final SimulatedCluster cluster;
  private final List<TaskRecord> tasks = new ArrayList<>();
  private final List<Report> reports = new ArrayList<>();
  private final List<Pushed> pushed = new ArrayList<>();
  private final Set<String> draining = new HashSet<>();
  private final Set<String> crashed = new HashSet<>();

  private record Pushed(String worker, Orders orders) {}

  ChaosRun(Random random, String name) {
    this.random = random;
    this.name = name;
    this.cluster = new SimulatedCluster(TestConfigs.patient(), random);
  }

  void run() {
    cluster.sealing(random.nextBoolean() ? 1_000 : 20L << 20);
    if (random.nextBoolean()) {
      cluster.sendingResultsInline();
    }
    IntStream.range(0, 2 + random.nextInt(3)).forEach(i -> cluster.join("w" + i));
    for (int i = 0; i < STEPS; i++) {
      step();
    }
    calm();
    tasks.forEach(task -> Outcome.isRight(cluster, task, name));
  }

  private void step() {
    SimulatedWorker worker = any(cluster.workers());
    switch (random.nextInt(17)) {
      case 0 -> submit();
      case 1, 2, 3 -> say(worker);
      case 4, 5, 6 -> deliverReport();
      case 7 -> cluster.scheduler().workersToPush().forEach(this::push);
      case 8 -> deliverPushed();
      case 9, 10 -> ifUp(worker, SimulatedWorker::sealAll);
      case 11, 12 -> ifUp(worker, SimulatedWorker::offerAll);
      case 13 -> fault(worker);
      case 14 -> recover(worker);
      case 15 -> pass();
      case 16 -> comeOrGo(worker);
      default -> throw new AssertionError();
    }
    cluster.takeEvents();
  }

  private static void ifUp(SimulatedWorker worker, Consumer<SimulatedWorker> act) {
    if (worker.isUp()) {
      act.accept(worker);
    }
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private void submit() {
    if (tasks.size() < 5) {
      Plan plan =
          switch (random.nextInt(5)) {
            case 0 -> TestTasks.ungrouped();
            case 2 -> TestTasks.grouped(TestTasks.union(TestTasks.scan(), TestTasks.scan()));
            case 3 -> TestTasks.union(TestTasks.ungrouped(), TestTasks.ungrouped());
            case 1 -> TestTasks.ordered();
            default -> TestTasks.grouped(TestTasks.scan());
          };
      TaskRecord task = TestTasks.task(plan, 1 + random.nextInt(30));
      tasks.add(task);
      cluster.submit(task);
    }
  }

  private void say(SimulatedWorker worker) {
    if (worker.isUp()) {
      reports.add(worker.report());
    }
  }

  /** One of those under way arrives: any of them, perhaps not for the last time, perhaps never. */
  private void deliverReport() {
    if (!reports.isEmpty()) {
      Report report = any(reports);
      boolean again = random.nextInt(5) == 0;
      if (!again) {
        reports.remove(report);
      }
      if (random.nextInt(8) > 0) {
        cluster.reported(report);
      }
    }
  }

  private void push(String worker) {
    pushed.add(new Pushed(worker, cluster.scheduler().orders(worker)));
  }

  private void deliverPushed() {
    if (!pushed.isEmpty()) {
      Pushed message = any(pushed);
      if (random.nextInt(5) > 0) {
        pushed.remove(message);
      }
      cluster.give(cluster.worker(message.worker()), message.orders());
    }
  }

  /** Rarely a worker joins, or one drains for good; the last that takes work does not. */
  private void comeOrGo(SimulatedWorker worker) {
    boolean joins = random.nextBoolean();
    if (random.nextInt(4) > 0) {
      return;
    }
    if (joins && cluster.workers().size() < MAX_WORKERS) {
      cluster.join("w" + cluster.workers().size());
    } else if (!joins && draining.size() + 1 < cluster.workers().size()) {
      draining.add(worker.address());
      cluster.scheduler().drain(worker.address());
    }
  }

  private void fault(SimulatedWorker worker) {
    switch (random.nextInt(6)) {
      case 0 -> crash(worker);
      case 1 -> worker.stop();
      case 2 -> ifUp(worker, w -> w.failAll(ErrorCode.STORE_UNREACHABLE));
      case 3 -> ifUp(worker, w -> w.dropInstances(ErrorCode.DISK_FULL));
      case 4 -> ifUp(worker, SimulatedWorker::loseAll);
      default -> cluster.pass(Duration.ofSeconds(random.nextInt(6)));
    }
  }

  private void crash(SimulatedWorker worker) {
    worker.stop();
    crashed.add(worker.address());
  }

  private void recover(SimulatedWorker worker) {
    if (!worker.isUp() && crashed.remove(worker.address())) {
      cluster.restart(worker.address());
    } else if (!worker.isUp()) {
      worker.wake();
    }
  }

  private void pass() {
    cluster.pass(Duration.ofMillis(random.nextInt(2_000)));
    cluster.scheduler().tick(cluster.now());
  }

  /** No more faults; what is still under way comes late. */
  private void calm() {
    cluster.workers().forEach(this::recover);
    for (int i = 0; i < CALM_ROUNDS && !allEnded(); i++) {
      deliverReport();
      deliverPushed();
      cluster.work();
    }
    assertThat(tasks.stream().filter(task -> !cluster.isEnded(task.id())))
        .as("%s: tasks that never end", name)
        .isEmpty();
  }

  private boolean allEnded() {
    return tasks.stream().allMatch(task -> cluster.isEnded(task.id()));
  }
}
