package dev.tadashi.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tadashi.model.cluster.WorkerState;
import dev.tadashi.model.control.Report;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.ErrorDetail;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.task.TaskRecord;
import dev.tadashi.scheduler.SchedulerEvent.WorkerJoined;
import dev.tadashi.scheduler.SchedulerEvent.WorkerLost;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A worker, a message or a try that fails, one at a time. */
class FaultsTest {
  private static final long LARGE = 64L << 20;

  private final SimulatedCluster cluster = SimulatedCluster.of("a", "b", "c");
  private final TaskRecord task = TestTasks.task(TestTasks.grouped(TestTasks.scan()), 30);

  @BeforeEach
  void accept() {
    cluster.submit(task);
  }

  private void endsWell() {
    Outcome.isRight(cluster.work().work().work(), task, "after the fault");
  }

  private String owner() {
    return cluster.workers().stream()
        .filter(worker -> !worker.instances().isEmpty())
        .findFirst()
        .orElseThrow()
        .address();
  }

  private String other() {
    return cluster.workers().stream()
        .map(SimulatedWorker::address)
        .filter(address -> !address.equals(owner()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aSilentWorkerIsSuspectAfterFiveSecondsAndLostAfterTen() {
    cluster.pass(1).kill("a").pass(4);
    assertThat(cluster.state("a")).isEqualTo(WorkerState.HEALTHY);
    cluster.pass(1);
    assertThat(cluster.state("a")).isEqualTo(WorkerState.SUSPECT);
    cluster.pass(5);
    assertThat(cluster.state("a")).isEqualTo(WorkerState.LOST);
    assertThat(cluster.events()).contains(new WorkerLost("a"));
  }

  @Test
  void aWorkerLostBeforeItHeardOfTheTaskIsReplaced() {
    cluster.kill("a").pass(11);
    endsWell();
  }

  @Test
  void aWorkerLostWhileItsSplitsRunIsReplaced() {
    cluster.round().kill(other()).pass(11);
    endsWell();
  }

  @Test
  void aProducerLostWithSealedUnitsIsReplaced() {
    cluster.round().seal().round().kill(other()).pass(11);
    endsWell();
  }

  @Test
  void splitsThatTheOwnerHasAreNotRunAgain() {
    cluster.round().round();
    String lost = other();
    cluster.worker(lost).sealAll();
    cluster.worker(lost).offerAll();
    long before = attempts();
    cluster.round().kill(lost).pass(11);
    assertThat(attempts()).isEqualTo(before);
    endsWell();
  }

  private long attempts() {
    return cluster
        .scheduler()
        .progress(task.id())
        .orElseThrow()
        .stages()
        .getFirst()
        .splits()
        .stream()
        .mapToLong(split -> split.attempts())
        .sum();
  }

  @Test
  void whatAWorkerLoadedIsLoadedElsewhereWhenItIsLostBeforeTheLoadIsDone() {
    TaskRecord load = TestTasks.task(TestTasks.load(), 20);
    SimulatedCluster two = SimulatedCluster.of("a", "b").submit(load).round();
    two.worker("a").sealAll();
    two.round().kill("a").pass(11).work();
    assertThat(two.events()).contains(new SchedulerEvent.LoadDone(load.id(), 20));
    assertThat(TestTasks.partitions(20))
        .allMatch(partition -> two.scheduler().cachedOn(partition.id()).contains("b"));
  }

  @Test
  void anOwnerLostHalfFedIsReplacedAndFedAgain() {
    cluster.round().round();
    cluster.worker(other()).sealAll();
    cluster.offer().round().kill(owner()).pass(11);
    endsWell();
  }

  @Test
  void anOwnerLostWhenAllIsAppliedAndBeforeItReportsIsReplaced() {
    cluster.round().round().seal().offer().kill(owner()).pass(11);
    endsWell();
  }

  @Test
  void aWorkerThatRestartsUnderItsAddressIsAnotherProcess() {
    String owner = owner0();
    cluster.seal().offer();
    Report late = cluster.worker(owner).report();
    cluster.restart(owner);
    assertThat(cluster.reported(late).isEnded(task.id())).as("from the dead process").isFalse();
    endsWell();
    assertThat(cluster.events()).contains(new WorkerJoined(owner));
  }

  private String owner0() {
    cluster.round().round();
    return owner();
  }

  @Test
  void aPausedOwnerThatWakesIsNotBelieved() {
    String owner = owner0();
    cluster.seal().offer();
    cluster.kill(owner).pass(11).wake(owner).reports(owner);
    assertThat(cluster.worker(owner).instances()).as("of the old epoch").isEmpty();
    endsWell();
    assertThat(cluster.state(owner)).isEqualTo(WorkerState.HEALTHY);
  }

  @Test
  void aLateReportDoesNotTakeBackWhatANewerOneSaid() {
    Report early = cluster.round().round().worker("a").report();
    cluster.seal().reports("a").reported(early).reported(early);
    endsWell();
  }

  @Test
  void aRepeatedReportKeepsNobodyAlive() {
    Report last = cluster.round().worker("a").report();
    cluster.reported(last).kill("a");
    for (int i = 0; i < 11; i++) {
      cluster.reported(last).pass(1);
    }
    assertThat(cluster.state("a")).isEqualTo(WorkerState.LOST);
    cluster.reported(last);
    assertThat(cluster.state("a")).as("nor brings it back").isEqualTo(WorkerState.LOST);
    endsWell();
  }

  @Test
  void aReportOfAnotherServerEpochOrProcessIsRefused() {
    Report own = cluster.worker("a").report();
    Report other =
        new Report("a", own.incarnation(), 99, 5, own.obeyed(), own.load(), null, own.tasks());
    assertThatThrownBy(() -> cluster.scheduler().report(other, cluster.now()))
        .isInstanceOfSatisfying(
            TadashiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STALE));
  }

  @Test
  void anUnknownWorkerCannotAttach() {
    SimulatedWorker stranger = new SimulatedWorker("x", cluster);
    assertThatThrownBy(() -> cluster.scheduler().attach(stranger.attach(), cluster.now()))
        .isInstanceOfSatisfying(
            TadashiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNKNOWN_WORKER));
  }

  @Test
  void aSplitThatFailsElsewhereIsTriedOnAnotherWorker() {
    cluster.round().round();
    cluster.worker("a").failAll(ErrorCode.STORE_UNREACHABLE);
    endsWell();
  }

  @Test
  void aFaultOfTheUserIsNotTriedAgain() {
    cluster.round().round();
    cluster.worker("a").failAll(ErrorCode.DIVISION_BY_ZERO);
    cluster.round();
    assertThat(cluster.failure(task.id()).errorCode()).isEqualTo(ErrorCode.DIVISION_BY_ZERO);
  }

  @Test
  void aSplitThatFailsEverywhereEndsTheTaskWithItsStory() {
    for (int i = 0; i < 40; i++) {
      cluster.pass(1);
      cluster.workers().forEach(worker -> worker.failAll(ErrorCode.FILE_CORRUPT));
    }
    ErrorDetail error = cluster.failure(task.id());
    assertThat(error.errorCode()).isEqualTo(ErrorCode.FILE_CORRUPT);
    assertThat(error.where().get("attempts")).startsWith("4 attempt").contains("a", "b", "c");
  }

  @Test
  void aFailureWithoutAnErrorCountsAsOne() {
    for (int i = 0; i < 40; i++) {
      cluster.pass(1);
      cluster.workers().forEach(SimulatedWorker::failAllSilently);
    }
    ErrorDetail error = cluster.failure(task.id());
    assertThat(error.errorCode()).isEqualTo(ErrorCode.INTERNAL);
    assertThat(error.where().get("attempts")).startsWith("4 attempt");
  }

  @Test
  void aSplitThatKillsEachWorkerEndsTheTaskAndNamesThem() {
    for (int i = 0; i < 4 && !cluster.hasFailed(task.id()); i++) {
      cluster.round().round();
      List<String> victims =
          cluster.workers().stream()
              .filter(SimulatedWorker::isUp)
              .filter(worker -> worker.runs().stream().anyMatch(r -> r.order().split() == 0))
              .map(SimulatedWorker::address)
              .toList();
      victims.forEach(victim -> cluster.kill(victim).pass(11).restart(victim));
    }
    ErrorDetail error = cluster.failure(task.id());
    assertThat(error.errorCode()).isEqualTo(ErrorCode.WORKER_LOST);
    assertThat(error.message()).startsWith("split 0 lost");
    assertThat(error.where().get("workers")).contains("a", "b", "c");
  }

  @Test
  void bucketsThatKillEachOwnerEndTheTask() {
    for (int i = 0; i < 4 && !cluster.hasFailed(task.id()); i++) {
      cluster.round().round().seal().round();
      String victim = owner();
      cluster.kill(victim).pass(11).restart(victim);
    }
    ErrorDetail error = cluster.failure(task.id());
    assertThat(error.errorCode()).isEqualTo(ErrorCode.WORKER_LOST);
    assertThat(error.message()).contains("owned the buckets");
  }

  @Test
  void workersThatAreUnregisteredAreNotHeldAgainstASplit() {
    for (String next : List.of("d", "e", "f", "g", "h", "i")) {
      cluster.join(next).round().round();
      List<String> running =
          cluster.workers().stream()
              .filter(SimulatedWorker::isUp)
              .filter(worker -> !worker.runs().isEmpty())
              .map(SimulatedWorker::address)
              .toList();
      running.forEach(address -> {
        cluster.scheduler().unregister(address);
        cluster.kill(address);
      });
    }
    cluster.join("z");
    endsWell();
  }

  @Test
  void bucketsThatAnOwnerDroppedAreFedAgainUnderANewEpoch() {
    String owner = owner0();
    cluster.seal().offer().worker(owner).dropInstances(ErrorCode.DISK_FULL);
    endsWell();
  }

  @Test
  void anOwnersUserErrorEndsTheTask() {
    String owner = owner0();
    cluster.worker(owner).dropInstances(ErrorCode.NUMERIC_OVERFLOW);
    cluster.round();
    assertThat(cluster.failure(task.id()).errorCode()).isEqualTo(ErrorCode.NUMERIC_OVERFLOW);
  }

  @Test
  void withoutAnyWorkerTasksWaitAndThenFail() {
    cluster.round().kill("a").kill("b").kill("c").pass(30);
    assertThat(cluster.isEnded(task.id())).isFalse();
    cluster.pass(15);
    assertThat(cluster.failure(task.id()).errorCode()).isEqualTo(ErrorCode.NO_WORKERS);
  }

  @Test
  void aWorkerThatComesInTimeSavesTheTask() {
    cluster.round().kill("a").kill("b").kill("c").pass(20).join("d");
    endsWell();
  }

  @Test
  void aDrainingWorkerFinishesWhatItHasAndGetsNothingNew() {
    cluster.round().round().scheduler().drain("a");
    TaskRecord next = TestTasks.task(TestTasks.ungrouped(), 30);
    cluster.submit(next).round();
    assertThat(cluster.worker("a").runs())
        .isNotEmpty()
        .allMatch(run -> run.task().equals(task.id()));
    endsWell();
    Outcome.isRight(cluster, next, "the next task");
  }

  @Test
  void attemptsThatALivingWorkerNoLongerHasAreRunAgain() {
    cluster.round().round();
    cluster.worker(other()).loseAll();
    endsWell();
  }

  @Test
  void bucketsThatALivingOwnerNoLongerHasAreFedAgain() {
    String owner = owner0();
    cluster.seal().offer().worker(owner).loseAll();
    endsWell();
  }

  @Test
  void aWorkerThatHasNotHeardOfAnAttemptHasNotLostIt() {
    long before = attempts();
    Report early = cluster.worker("a").report();
    cluster.reported(early).reported(cluster.worker("b").report());
    assertThat(attempts()).isEqualTo(before);
  }

  @Test
  void aWorkerThatLosesEverythingEachTimeEndsTheTask() {
    SimulatedCluster one = SimulatedCluster.of("a").submit(task);
    for (int i = 0; i < 20 && !one.hasFailed(task.id()); i++) {
      one.round().round().worker("a").loseAll();
    }
    assertThat(one.failure(task.id()).message()).contains("no longer has its buckets");
  }

  @Test
  void whatAnUnregisteredWorkerHeldIsPlacedElsewhere() {
    cluster.round().round().scheduler().unregister("a");
    cluster.kill("a");
    endsWell();
  }

  @Test
  void afterARestartOfTheControlPlaneTheTaskRunsAgainUnderItsId() {
    cluster.round().seal().restartControlPlane(task);
    endsWell();
  }

  @Test
  void aReaderLostInTheSecondStageIsReplaced() {
    TaskRecord ordered = TestTasks.task(TestTasks.ordered(), 30);
    SimulatedCluster spread = SimulatedCluster.of("a", "b", "c").sealing(LARGE).submit(ordered);
    spread.round().seal().round().round().kill("c").pass(11).work().work();
    Outcome.isRight(spread, ordered, "spread");
  }
}
