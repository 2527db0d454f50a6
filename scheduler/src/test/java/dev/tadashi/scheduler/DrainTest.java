package dev.tadashi.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.task.TaskRecord;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Workers that finish what was started and take nothing new. */
class DrainTest {
  private static final long LARGE = 64L << 20;

  private final TaskRecord task = TestTasks.task(TestTasks.grouped(TestTasks.scan()), 30);
  private final TaskRecord next = TestTasks.task(TestTasks.ungrouped(), 30);

  @Test
  void theOnlyWorkerFinishesWhatRunsHoweverLongThatTakes() {
    SimulatedCluster cluster = SimulatedCluster.of("a").submit(task).round();
    cluster.scheduler().drain("a");
    Outcome.isRight(cluster.pass(60).work(), task, "drained for a minute");
  }

  @Test
  void theOnlyWorkerAlsoTakesWhatAStartedTaskNeedsLater() {
    TaskRecord ordered = TestTasks.task(TestTasks.ordered(), 30);
    SimulatedCluster cluster = SimulatedCluster.of("a", "b").sealing(LARGE).submit(ordered);
    cluster.round();
    cluster.scheduler().drain("a");
    Outcome.isRight(cluster.kill("b").pass(11).work().work(), ordered, "b lost, a drains");
  }

  @Test
  void aNewTaskWaitsAndSaysWhyUntilAnotherWorkerComes() {
    SimulatedCluster cluster = SimulatedCluster.of("a");
    cluster.scheduler().drain("a");
    cluster.submit(next).pass(60);
    assertThat(cluster.isEnded(next.id())).isFalse();
    assertThat(cluster.scheduler().progress(next.id()).orElseThrow().waiting().orElseThrow())
        .contains("drains");
    Outcome.isRight(cluster.join("b").work(), next, "the other worker");
    assertThat(cluster.worker("a").runs()).isEmpty();
  }

  @Test
  void aWorkerIsToldAtOnceThatItDrains() {
    SimulatedCluster cluster = SimulatedCluster.of("a", "b").round();
    cluster.scheduler().drain("a");
    assertThat(cluster.scheduler().workersToPush()).containsExactly("a");
    assertThat(cluster.scheduler().orders("a").draining()).isTrue();
    assertThat(cluster.scheduler().workersToPush()).isEmpty();
  }

  @Test
  void withoutAnyWorkerTheTimeBeginsAnewWhenOneWasThere() {
    SimulatedCluster cluster = SimulatedCluster.of("a").submit(task).round();
    cluster.scheduler().drain("a");
    cluster.pass(25).kill("a").pass(35);
    assertThat(cluster.isEnded(task.id())).isFalse();
    cluster.pass(10);
    assertThat(cluster.failure(task.id()).errorCode()).isEqualTo(ErrorCode.NO_WORKERS);
  }

  @Test
  void aTaskThatNeverStartedSaysSoWhenItsTimeIsOver() {
    SimulatedCluster cluster = SimulatedCluster.of("a");
    cluster.scheduler().drain("a");
    TaskRecord hasty =
        TestTasks.task(TestTasks.ungrouped(), TestTasks.partitions(3), 0, Duration.ofSeconds(4));
    cluster.submit(hasty).pass(6);
    assertThat(cluster.failure(hasty.id()).where().get("waited")).contains("drains");
  }
}
