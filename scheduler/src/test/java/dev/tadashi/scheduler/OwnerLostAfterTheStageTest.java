package dev.tadashi.scheduler;

import dev.tadashi.model.control.BucketOwner;
import dev.tadashi.model.task.TaskRecord;
import org.junit.jupiter.api.Test;

/**
 * Producers free their units when a stage is over; an owner that is lost later needs them again.
 */
class OwnerLostAfterTheStageTest {
  private static final long LARGE = 64L << 20;

  private static String owner(SimulatedCluster cluster) {
    return cluster.workers().stream()
        .filter(worker -> !worker.instances().isEmpty())
        .findFirst()
        .orElseThrow()
        .address();
  }

  @Test
  void anOwnerLostBeforeItsResultIsReadIsFedAgain() {
    TaskRecord task = TestTasks.task(TestTasks.grouped(TestTasks.scan()), 30);
    SimulatedCluster cluster = SimulatedCluster.of("a", "b", "c").readingNothing().submit(task);
    cluster.work();
    cluster.kill(owner(cluster)).pass(11).readsAgain();
    Outcome.isRight(cluster.work().work(), task, "read from the second owner");
  }

  @Test
  void anOwnerOfAnInnerStageLostWhileItIsReadIsFedAgain() {
    TaskRecord task = TestTasks.task(TestTasks.ordered(), 30);
    SimulatedCluster cluster = SimulatedCluster.of("a", "b", "c").sealing(LARGE).submit(task);
    cluster.round().round().seal().round().round().offer().round().round();
    cluster.kill(reader(cluster)).pass(11);
    Outcome.isRight(cluster.work().work().work(), task, "read again");
  }

  /** A worker that runs a split of the second stage and does not gather its output. */
  private static String reader(SimulatedCluster cluster) {
    return cluster.workers().stream()
        .filter(worker -> worker.runs().stream().anyMatch(run -> run.stage() == 1))
        .filter(worker -> worker.instances().stream().noneMatch(i -> isGather(i.range())))
        .findFirst()
        .orElseThrow()
        .address();
  }

  private static boolean isGather(BucketOwner range) {
    return range.size() == 1;
  }
}
