package dev.tadashi.sql.plan;

import dev.tadashi.model.expr.RowExpr;
import dev.tadashi.model.plan.AggregateCall;
import dev.tadashi.model.plan.Named;
import dev.tadashi.model.plan.Plan;
import dev.tadashi.model.plan.RowStep;
import dev.tadashi.model.plan.SortKey;
import dev.tadashi.model.type.Field;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** A scan reads only the columns that something refers to. */
final class ColumnPruning {
  private final TreeSet<Integer> used = new TreeSet<>();

  private ColumnPruning() {}

  static Plan prune(Plan plan) {
    return switch (plan) {
      case Plan.Steps(Plan.Scan scan, List<RowStep> steps) ->
          new ColumnPruning().steps(scan, steps);
      case Plan.Steps(Plan input, List<RowStep> steps) -> new Plan.Steps(prune(input), steps);
      case Plan.Aggregate aggregate -> new ColumnPruning().aggregate(aggregate);
      default -> plan;
    };
  }

  private Plan steps(Plan.Scan scan, List<RowStep> steps) {
    int end = project(steps);
    if (end < 0) {
      return new Plan.Steps(scan, steps);
    }
    use(steps.subList(0, end + 1));
    List<RowExpr> columns = renumbered(scan);
    return new Plan.Steps(pruned(scan), replaced(steps, end + 1, columns));
  }

  private Plan aggregate(Plan.Aggregate aggregate) {
    List<RowStep> steps =
        aggregate.input() instanceof Plan.Steps(Plan source, List<RowStep> before)
            ? before
            : List.of();
    Plan source = aggregate.input() instanceof Plan.Steps inner ? inner.input() : aggregate.input();
    if (!(source instanceof Plan.Scan scan) || project(steps) >= 0) {
      return new Plan.Aggregate(prune(aggregate.input()), aggregate.keys(), aggregate.aggregates());
    }
    use(steps);
    aggregate.keys().forEach(key -> use(key.expr()));
    for (AggregateCall call : aggregate.aggregates()) {
      if (call.argument() != null) {
        use(call.argument());
      }
    }
    List<RowExpr> columns = renumbered(scan);
    Plan input =
        steps.isEmpty()
            ? pruned(scan)
            : new Plan.Steps(pruned(scan), replaced(steps, steps.size(), columns));
    return new Plan.Aggregate(
        input,
        aggregate.keys().stream().map(key -> replaced(key, columns)).toList(),
        aggregate.aggregates().stream().map(call -> Exprs.replace(call, columns)).toList());
  }

  /** Where the first projection is; behind it, columns have other numbers. */
  private static int project(List<RowStep> steps) {
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i) instanceof RowStep.Project) {
        return i;
      }
    }
    return -1;
  }

  private void use(RowExpr expr) {
    Exprs.forEachRef(expr, ref -> used.add(ref.index()));
  }

  private void use(List<RowStep> steps) {
    for (RowStep step : steps) {
      switch (step) {
        case RowStep.Filter(RowExpr predicate) -> use(predicate);
        case RowStep.Project(List<Named> columns) -> columns.forEach(c -> use(c.expr()));
        case RowStep.Sort(List<SortKey> keys) -> keys.forEach(key -> used.add(key.column()));
        case RowStep.Limit limit -> {}
      }
    }
  }

  private Plan.Scan pruned(Plan.Scan scan) {
    List<Field> kept = used.stream().map(index -> scan.columns().get(index)).toList();
    return new Plan.Scan(scan.table(), kept);
  }

  /** For each column of the whole table, what refers to it now. */
  private List<RowExpr> renumbered(Plan.Scan scan) {
    Map<Integer, Integer> positions = new HashMap<>();
    used.forEach(index -> positions.put(index, positions.size()));
    List<RowExpr> columns = new ArrayList<>();
    for (int i = 0; i < scan.columns().size(); i++) {
      int position = positions.getOrDefault(i, -1);
      columns.add(new RowExpr.Ref(position, scan.columns().get(i).type()));
    }
    return columns;
  }

  private static List<RowStep> replaced(List<RowStep> steps, int end, List<RowExpr> columns) {
    List<RowStep> out = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      out.add(i < end ? replaced(steps.get(i), columns) : steps.get(i));
    }
    return out;
  }

  private static RowStep replaced(RowStep step, List<RowExpr> columns) {
    return switch (step) {
      case RowStep.Filter(RowExpr predicate) ->
          new RowStep.Filter(Exprs.replace(predicate, columns));
      case RowStep.Project(List<Named> named) ->
          new RowStep.Project(named.stream().map(one -> replaced(one, columns)).toList());
      case RowStep.Sort(List<SortKey> keys) ->
          new RowStep.Sort(keys.stream().map(key -> replaced(key, columns)).toList());
      case RowStep.Limit limit -> limit;
    };
  }

  private static Named replaced(Named named, List<RowExpr> columns) {
    return new Named(named.name(), Exprs.replace(named.expr(), columns));
  }

  private static SortKey replaced(SortKey key, List<RowExpr> columns) {
    int position = ((RowExpr.Ref) columns.get(key.column())).index();
    return new SortKey(position, key.descending(), key.nullsFirst());
  }
}
