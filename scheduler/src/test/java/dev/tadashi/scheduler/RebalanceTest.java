package dev.tadashi.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tadashi.model.table.PartitionRef;
import dev.tadashi.model.task.SplitView;
import dev.tadashi.model.task.TaskRecord;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
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
  void aShareIsOneSplitUnlessItIsLarge() {
    assertThat(splits(20, 1_000)).isEqualTo(3);
    assertThat(splits(20, 1L << 30)).as("about seven GiB for each of three").isEqualTo(6);
    assertThat(splits(20, 10L << 30)).as("four at most").isEqualTo(12);
    assertThat(splits(1, 10L << 30)).as("a partition is not cut").isEqualTo(1);
  }

  private int splits(int partitions, long bytes) {
    List<PartitionRef> table =
        IntStream.range(0, partitions)
            .mapToObj(i -> TestTasks.partition(bytes + "#" + i, bytes))
            .toList();
    TaskRecord task = TestTasks.task(TestTasks.ungrouped(), table, 0, null);
    cluster.submit(task).work();
    int count =
        cluster.scheduler().progress(task.id()).orElseThrow().stages().getFirst().splits().size();
    cluster.scheduler().release(task.id());
    return count;
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
