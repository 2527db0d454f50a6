package dev.tadashi.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tadashi.model.control.Orders;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.task.StageView;
import dev.tadashi.model.task.TaskRecord;
import dev.tadashi.scheduler.SchedulerEvent.LoadDone;
import dev.tadashi.scheduler.SchedulerEvent.TaskFailed;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tasks that nothing goes wrong with, and how they end. */
class TaskFlowTest {
  private static final long LARGE = 64L << 20;

  @Test
  void aSmallResultIsGatheredAtOneOwner() {
    TaskRecord task = TestTasks.task(TestTasks.grouped(TestTasks.scan()), 30);
    SimulatedCluster cluster = SimulatedCluster.of("a", "b", "c").submit(task).work();
    Outcome.isRight(cluster, task, "gather");
    assertThat(cluster.result(task.id())).hasSize(1);
  }

  @Test
  void aResultInTheReportNeedsNoRead() {
    TaskRecord task = TestTasks.task(TestTasks.ungrouped(), 5);
    SimulatedCluster cluster = SimulatedCluster.of("a", "b").sendingResultsInline().submit(task);
    Outcome.isRight(cluster.work(), task, "inline");
  }

  @Test
  void largePartialsAreSpreadOverAllWorkers() {
    TaskRecord task = TestTasks.task(TestTasks.grouped(TestTasks.scan()), 30);
    SimulatedCluster cluster =
        SimulatedCluster.of("a", "b", "c").sealing(LARGE).submit(task).work();
    Outcome.isRight(cluster, task, "spread");
    assertThat(cluster.result(task.id())).hasSize(3);
  }

  @Test
  void largePartialsAreSpreadAsSoonAsASecondWorkerComes() {
    TaskRecord task = TestTasks.task(TestTasks.grouped(TestTasks.scan()), 30);
    SimulatedCluster cluster = SimulatedCluster.of("a").sealing(LARGE).submit(task);
    cluster.round().seal().round().join("b").work();
    Outcome.isRight(cluster, task, "spread late");
    assertThat(cluster.result(task.id())).hasSize(2);
  }

  @Test
  void whatOneOwnerHasMostOfStaysThere() {
    TaskRecord task = TestTasks.task(TestTasks.grouped(TestTasks.scan()), 30);
    SimulatedCluster cluster =
        SimulatedCluster.of("a").sealing(LARGE).readingNothing().submit(task).work();
    cluster.join("b").readsAgain().work();
    Outcome.isRight(cluster, task, "gathered");
    assertThat(cluster.result(task.id())).hasSize(1);
  }

  @Test
  void anOrderOverSpreadBucketsIsMadeByASecondStageAtOneOwner() {
    TaskRecord task = TestTasks.task(TestTasks.ordered(), 30);
    SimulatedCluster cluster =
        SimulatedCluster.of("a", "b", "c").sealing(LARGE).submit(task).work();
    Outcome.isRight(cluster, task, "spread and ordered");
    assertThat(cluster.result(task.id())).hasSize(1);
    List<String> rows = cluster.result(task.id()).getFirst();
    assertThat(rows).as("three ranges of 30 partitions each").hasSize(90);
  }

  @Test
  void anOrderOverGatheredBucketsNeedsNoSecondStage() {
    TaskRecord task = TestTasks.task(TestTasks.ordered(), 30);
    SimulatedCluster cluster = SimulatedCluster.of("a", "b").readingNothing().submit(task).work();
    List<StageView> stages = cluster.scheduler().progress(task.id()).orElseThrow().stages();
    assertThat(stages).extracting(StageView::exchange).containsExactly("gather");
  }

  @Test
  void oneBucketIsNeverSpread() {
    TaskRecord task = TestTasks.task(TestTasks.ungrouped(), 30);
    SimulatedCluster cluster =
        SimulatedCluster.of("a", "b", "c").sealing(LARGE).submit(task).work();
    Outcome.isRight(cluster, task, "one bucket");
  }

  @Test
  void aTableWithoutPartitionsHasAnAnswer() {
    TaskRecord task = TestTasks.task(TestTasks.ungrouped(), 0);
    Outcome.isRight(SimulatedCluster.of("a", "b").submit(task).work(), task, "empty");
  }

  @Test
  void aLoadIsDoneWhenEverySplitIsSealed() {
    TaskRecord task = TestTasks.task(TestTasks.load(), 20);
    SimulatedCluster cluster = SimulatedCluster.of("a", "b").submit(task).work();
    assertThat(cluster.events()).contains(new LoadDone(task.id(), 20));
  }

  @Test
  void aReleasedTaskIsDroppedByItsWorkers() {
    TaskRecord task = TestTasks.task(TestTasks.grouped(TestTasks.scan()), 30);
    SimulatedCluster cluster = SimulatedCluster.of("a", "b").submit(task).work();
    assertThat(cluster.workers())
        .allSatisfy(worker -> assertThat(worker.runs()).isEmpty())
        .allSatisfy(worker -> assertThat(worker.instances()).isEmpty());
  }

  @Test
  void aCancelledTaskIsDroppedByItsWorkersAndEndsWithoutEvent() {
    TaskRecord task = TestTasks.task(TestTasks.grouped(TestTasks.scan()), 30);
    SimulatedCluster cluster = SimulatedCluster.of("a", "b").submit(task).round();
    cluster.scheduler().cancel(task.id());
    cluster.work();
    assertThat(cluster.isEnded(task.id())).isFalse();
    assertThat(cluster.workers()).allSatisfy(w -> assertThat(w.runs()).isEmpty());
    assertThat(cluster.scheduler().progress(task.id())).isEmpty();
  }

  @Test
  void aTaskThatTakesLongerThanItsTimeoutFails() {
    TaskRecord task =
        TestTasks.task(TestTasks.ungrouped(), TestTasks.partitions(3), 0, Duration.ofSeconds(4));
    SimulatedCluster cluster = SimulatedCluster.of("a").submit(task).pass(6);
    assertThat(cluster.failure(task.id()).errorCode()).isEqualTo(ErrorCode.TASK_TIMEOUT);
  }

  @Test
  void tasksBeyondTheLimitWaitAndHigherPriorityGoesFirst() {
    SimulatedCluster cluster = SimulatedCluster.of(TestConfigs.runningAtMost(1), "a");
    TaskRecord first = TestTasks.task(TestTasks.ungrouped(), 1);
    TaskRecord low = TestTasks.task(TestTasks.ungrouped(), TestTasks.partitions(1), 0, null);
    TaskRecord high = TestTasks.task(TestTasks.ungrouped(), TestTasks.partitions(1), 5, null);
    cluster.submit(first).submit(low).submit(high).work();
    assertThat(cluster.events().stream().filter(SchedulerEvent.TaskStarted.class::isInstance))
        .extracting(event -> ((SchedulerEvent.TaskStarted) event).task())
        .containsExactly(first.id(), high.id(), low.id());
    assertThat(cluster.events()).noneMatch(TaskFailed.class::isInstance);
  }

  @Test
  void ordersThatAWorkerObeysAreNotSentAgain() {
    TaskRecord task = TestTasks.task(TestTasks.grouped(TestTasks.scan()), 30);
    SimulatedCluster cluster = SimulatedCluster.of("a", "b").submit(task).round().round();
    Orders orders = cluster.scheduler().report(cluster.worker("a").report(), cluster.now());
    assertThat(orders.unchanged()).isTrue();
    assertThat(orders.tasks()).isEmpty();
    assertThat(cluster.scheduler().workersToPush()).isEmpty();
  }

  @Test
  void ordersOfATaskThatDidNotChangeAreNotMadeAgain() {
    SimulatedCluster cluster = SimulatedCluster.of("a", "b");
    cluster.submit(TestTasks.task(TestTasks.ungrouped(), 4));
    Orders before = cluster.scheduler().orders("a");
    assertThat(cluster.scheduler().orders("a")).isSameAs(before);
    cluster.submit(TestTasks.task(TestTasks.ungrouped(), 4));
    Orders after = cluster.scheduler().orders("a");
    assertThat(after.tasks()).hasSize(2);
    assertThat(after.tasks().getFirst()).isSameAs(before.tasks().getFirst());
  }

  @Test
  void aTaskMayUseHalfOfAWorkersMemory() {
    TaskRecord task = TestTasks.task(TestTasks.ungrouped(), 1);
    SimulatedCluster cluster = SimulatedCluster.of("a").submit(task);
    assertThat(cluster.scheduler().orders("a").tasks().getFirst().memoryLimit())
        .isEqualTo(1L << 29);
  }

  @Test
  void progressCountsPartitionsAndEndsAtOne() {
    TaskRecord task = TestTasks.task(TestTasks.grouped(TestTasks.scan()), 16);
    SimulatedCluster cluster = SimulatedCluster.of("a", "b").readingNothing().submit(task).round();
    assertThat(cluster.scheduler().progress(task.id()).orElseThrow().progress()).isZero();
    cluster.worker("a").sealAll();
    cluster.round();
    assertThat(cluster.scheduler().progress(task.id()).orElseThrow().progress())
        .isBetween(0.4, 0.6);
    cluster.work();
    assertThat(cluster.scheduler().progress(task.id()).orElseThrow().progress()).isEqualTo(1);
  }
}
