package dev.tadashi.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tadashi.model.task.TaskRecord;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A control plane that comes back, and the workers that it knew. */
class RestartTest {
  private final TaskRecord task = TestTasks.task(TestTasks.grouped(TestTasks.scan()), 30);
  private final SimulatedCluster cluster = SimulatedCluster.of("a", "b", "c");

  private boolean hasStarted() {
    return cluster.events().stream().anyMatch(SchedulerEvent.TaskStarted.class::isInstance);
  }

  private void attachAndReport(String worker) {
    cluster.attach(worker).reports(worker);
  }

  @Test
  void theFirstWorkerToComeBackDoesNotGetEverything() {
    cluster.restartAlone(task);
    attachAndReport("a");
    cluster.pass(Duration.ofMillis(400));
    attachAndReport("b");
    assertThat(hasStarted()).isFalse();
    assertThat(cluster.scheduler().progress(task.id()).orElseThrow().waiting().orElseThrow())
        .contains("awaited");
    attachAndReport("c");
    assertThat(hasStarted()).as("all are here").isTrue();
    cluster.round();
    assertThat(cluster.workers()).allSatisfy(w -> assertThat(w.runs()).isNotEmpty());
    Outcome.isRight(cluster.work(), task, "after the restart");
  }

  @Test
  void aKnownWorkerThatStaysAwayIsAwaitedForTwoSeconds() {
    cluster.kill("c").restartAlone(task);
    attachAndReport("a");
    attachAndReport("b");
    cluster.pass(Duration.ofMillis(1_900)).scheduler().tick(cluster.now());
    cluster.takeEvents();
    assertThat(hasStarted()).isFalse();
    cluster.pass(Duration.ofMillis(100)).scheduler().tick(cluster.now());
    cluster.takeEvents();
    assertThat(hasStarted()).isTrue();
    Outcome.isRight(cluster.work(), task, "without c");
  }

  @Test
  void partitionsStayWhereTheyWereInMemory() {
    TaskRecord load = TestTasks.task(TestTasks.load(), 30);
    cluster.submit(load).work().restartControlPlane(task).work();
    Outcome.isRight(cluster, task, "from memory");
    assertThat(TestTasks.partitions(30))
        .allMatch(partition -> cluster.scheduler().cachedOn(partition.id()).size() == 1);
  }
}
