package dev.tadashi.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tadashi.model.table.PartitionRef;
import dev.tadashi.model.task.TaskRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What must hold of a task that ended. */
final class Outcome {
  private Outcome() {}

  /** Each range has the rows of each partition once; so has each range that a reader read. */
  static void isRight(SimulatedCluster cluster, TaskRecord task, String as) {
    assertThat(cluster.hasFailed(task.id())).as(as).isFalse();
    assertThat(cluster.result(task.id())).as(as).isNotEmpty();
    cluster.result(task.id()).forEach(range -> isWhole(range, task, as));
  }

  private static void isWhole(List<String> range, TaskRecord task, String as) {
    List<String> expected = task.partitionsRead().stream().map(PartitionRef::id).toList();
    Map<String, List<String>> byInput = new TreeMap<>();
    for (String row : range) {
      int colon = row.indexOf(':');
      byInput
          .computeIfAbsent(row.substring(0, colon + 1), input -> new ArrayList<>())
          .add(row.substring(colon + 1));
    }
    assertThat(byInput.isEmpty()).as(as).isEqualTo(expected.isEmpty());
    byInput.forEach((input, rows) ->
        assertThat(rows).as(as + " " + input).containsExactlyInAnyOrderElementsOf(expected));
  }
}
