package dev.tadashi.server.table;

import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.expr.Literals;
import dev.tadashi.model.expr.RowExpr;
import dev.tadashi.model.plan.Plan;
import dev.tadashi.model.plan.RowStep;
import dev.tadashi.model.table.ColumnStatistics;
import dev.tadashi.model.table.FileSlice;
import dev.tadashi.model.table.PartitionRef;
import dev.tadashi.model.table.PartitionStatistics;
import dev.tadashi.model.task.Pruning;
import dev.tadashi.model.type.Field;
import dev.tadashi.scheduler.prune.LiteralOrder;
import dev.tadashi.scheduler.prune.Pruner;
import dev.tadashi.scheduler.prune.ValueRange;
import dev.tadashi.storage.PathKeys;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the partitions of which a plan keeps no row, by the keys in the paths of their files and by
 * what is known of their columns.
 */
public final class PartitionPruner {
  private final StoredTable table;
  private final List<Field> columns;

  private PartitionPruner(StoredTable table, List<Field> columns) {
    this.table = table;
    this.columns = columns;
  }

  /** What of the table the plan need not read. */
  public static Pruning prune(Plan plan, StoredTable table) {
    List<RowExpr> conditions = new ArrayList<>();
    Optional<Plan.Scan> scan = collect(plan, conditions);
    List<String> pruned = new ArrayList<>();
    if (scan.isPresent() && !conditions.isEmpty()) {
      PartitionPruner pruner = new PartitionPruner(table, scan.get().columns());
      table.partitions().stream()
          .filter(partition -> !pruner.isNeeded(partition, conditions))
          .forEach(partition -> pruned.add(partition.id()));
    }
    return Pruning.of(table.partitions().size(), pruned);
  }

  /** The scan, and the conditions on its columns that each row has to meet to be of any use. */
  private static Optional<Plan.Scan> collect(Plan plan, List<RowExpr> conditions) {
    return switch (plan) {
      case Plan.Scan scan -> Optional.of(scan);
      case Plan.Load load -> Optional.empty();
      case Plan.Values values -> Optional.empty();
      case Plan.Aggregate aggregate -> collect(aggregate.input(), conditions);
      case Plan.Steps steps -> {
        if (steps.input() instanceof Plan.Scan) {
          collect(steps.steps(), conditions);
        }
        yield collect(steps.input(), conditions);
      }
    };
  }

  /** Conditions after a limit choose among its rows, and the limit must see all of them. */
  private static void collect(List<RowStep> steps, List<RowExpr> conditions) {
    for (RowStep step : steps) {
      if (!(step instanceof RowStep.Filter(RowExpr predicate))) {
        return;
      }
      conditions.add(predicate);
    }
  }

  private boolean isNeeded(PartitionRef partition, List<RowExpr> conditions) {
    Map<Integer, ValueRange> known = new HashMap<>();
    return conditions.stream()
        .allMatch(condition ->
            Pruner.canBeTrue(
                condition, index -> known.computeIfAbsent(index, i -> range(partition, i))));
  }

  private ValueRange range(PartitionRef partition, int index) {
    Field column = columns.get(index);
    List<PathKeys> paths =
        partition.slices().stream().map(FileSlice::path).map(PathKeys::of).toList();
    if (!paths.isEmpty() && paths.stream().allMatch(keys -> keys.has(column.name()))) {
      return ofPaths(column, paths);
    }
    @Nullable PartitionStatistics statistics = table.statistics().get(partition.id());
    return Optional.ofNullable(statistics)
        .flatMap(some -> some.column(column.name()))
        .map(found -> ofStatistics(found, partition.rows()))
        .orElse(ValueRange.ANY);
  }

  private static ValueRange ofPaths(Field column, List<PathKeys> paths) {
    List<Literal> values =
        paths.stream()
            .flatMap(keys -> keys.value(column.name()).stream())
            .map(text -> Literals.parse(text, column.type()))
            .toList();
    boolean nulls = values.size() < paths.size();
    return values.isEmpty()
        ? new ValueRange(null, null, nulls, false)
        : new ValueRange(
            Collections.min(values, LiteralOrder::compare),
            Collections.max(values, LiteralOrder::compare),
            nulls,
            true);
  }

  private static ValueRange ofStatistics(ColumnStatistics found, long rows) {
    return new ValueRange(found.min(), found.max(), found.nulls() > 0, found.nulls() < rows);
  }
}
