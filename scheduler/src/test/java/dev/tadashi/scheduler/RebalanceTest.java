package dev.tadashi.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tadashi.model.task.SplitView;
import dev.tadashi.model.task.TaskRecord;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a worker that joins gets. */
class RebalanceTest {
  private static final int PARTITIONS = 60;

  private final SimulatedCluster cluster = SimulatedCluster.of("a", "b", "c").readingNothing();

  /** Runs a task; how many partitions each worker read. */
  private Map<String, Integer> read() {
    TaskRecord task = TestTasks.task(TestTasks.ungrouped(), PARTITIONS);
    cluster.submit(task).work();
    Map<String, Integer> read = new TreeMap<>();
    cluster.scheduler().progress(task.id()).orElseThrow().stages().stream()
        .flatMap(stage -> stage.splits().stream())
        .forEach(split -> count(split, read));
    cluster.scheduler().release(task.id());
    return read;
  }

  private static void count(SplitView split, Map<String, Integer> read) {
    if (split.worker() != null) {
      read.merge(split.worker(), split.partitions(), Integer::sum);
    }
  }

  /** How many copies of partitions are in memory, over all workers. */
  private long copies() {
    return TestTasks.partitions(PARTITIONS).stream()
        .mapToLong(partition -> cluster.scheduler().cachedOn(partition.id()).size())
        .sum();
  }

  @Test
  void aWorkerThatJoinsGetsItsShareWithTheNextTaskAndThenNothingMoves() {
    cluster.submit(TestTasks.task(TestTasks.load(), PARTITIONS)).work();
    assertThat(copies()).isEqualTo(PARTITIONS);
    cluster.join("d");
    assertThat(read())
        .containsOnlyKeys("a", "b", "c", "d")
        .allSatisfy((worker, count) -> assertThat(count).as(worker).isBetween(12, 18));
    assertThat(copies()).as("a quarter was loaded by d").isEqualTo(PARTITIONS + 15);
    read();
    read();
    assertThat(copies()).as("nothing was loaded again").isEqualTo(PARTITIONS + 15);
  }

  @Test
  void aLoadAlsoBringsTheShareToTheWorkerThatJoined() {
    cluster.submit(TestTasks.task(TestTasks.load(), PARTITIONS)).work().join("d");
    cluster.submit(TestTasks.task(TestTasks.load(), PARTITIONS)).work();
    long atD =
        TestTasks.partitions(PARTITIONS).stream()
            .filter(partition -> cluster.scheduler().cachedOn(partition.id()).contains("d"))
            .count();
    assertThat(atD).isEqualTo(15);
  }
}
