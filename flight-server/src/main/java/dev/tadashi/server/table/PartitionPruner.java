package dev.tadashi.server.table;

import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.expr.Literals;
import dev.tadashi.model.expr.RowExpr;
import dev.tadashi.model.plan.Plan;
import dev.tadashi.model.table.ColumnStatistics;
import dev.tadashi.model.table.FileSlice;
import dev.tadashi.model.table.PartitionRef;
import dev.tadashi.model.table.PartitionStatistics;
import dev.tadashi.model.table.TableName;
import dev.tadashi.model.task.Pruning;
import dev.tadashi.model.task.ScanInput;
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
import java.util.function.Function;
import java.util.stream.IntStream;
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

  /**
   * What each of the plan's scans reads.
   *
   * @param tables one for each scan
   */
  public static List<ScanInput> inputs(Plan plan, List<StoredTable> tables) {
    List<ScanConditions> scans = ScanConditions.of(plan);
    return IntStream.range(0, tables.size())
        .mapToObj(i -> input(scans.get(i), tables.get(i).partitions(), tables.get(i)))
        .toList();
  }

  /**
   * What each scan reads of what was frozen, by a plan of which more is known than then. A table
   * that is gone, or of which nothing is known yet, is read as it was to be.
   */
  public static List<ScanInput> again(
      Plan plan, List<ScanInput> frozen, Function<TableName, Optional<StoredTable>> tables) {
    List<ScanConditions> scans = ScanConditions.of(plan);
    List<TableName> names = plan.tables();
    return IntStream.range(0, frozen.size())
        .mapToObj(i ->
            tables
                .apply(names.get(i))
                .map(table -> input(scans.get(i), frozen.get(i).partitions(), table))
                .orElse(frozen.get(i)))
        .toList();
  }

  private static ScanInput input(
      ScanConditions scan, List<PartitionRef> partitions, StoredTable table) {
    List<String> pruned = new ArrayList<>();
    if (!scan.conditions().isEmpty()) {
      PartitionPruner pruner = new PartitionPruner(table, scan.columns());
      partitions.stream()
          .filter(partition -> !pruner.isNeeded(partition, scan.conditions()))
          .forEach(partition -> pruned.add(partition.id()));
    }
    return new ScanInput(partitions, Pruning.of(partitions.size(), pruned));
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
