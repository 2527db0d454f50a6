package dev.tadashi.model.task;

import java.util.List;

/**
 * Partitions of its table that a task leaves out, because no row of them can meet its conditions.
 *
 * @param partitions how many the table has
 * @param pruned how many are left out
 * @param ids of those; none once the task has ended
 */
public record Pruning(int partitions, int pruned, List<String> ids) {
  /** Of a task without a table, or of which nothing is known. */
  public static final Pruning NONE = new Pruning(0, 0, List.of());

  public Pruning {
    ids = List.copyOf(ids);
  }

  /** That many, and which they are. */
  public static Pruning of(int partitions, List<String> ids) {
    return new Pruning(partitions, ids.size(), ids);
  }

  /** Without the ids. */
  public Pruning counts() {
    return new Pruning(partitions, pruned, List.of());
  }
}
