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

/** Scans, and the inputs of unions, give only the columns that something refers to. */
final class ColumnPruning {
  private final TreeSet<Integer> used = new TreeSet<>();

  private ColumnPruning() {}

  static Plan prune(Plan plan) {
    return switch (plan) {
      case Plan.Steps(Plan input, List<RowStep> steps) ->
          isSource(input)
              ? new ColumnPruning().steps(input, steps)
              : new Plan.Steps(prune(input), steps);
      case Plan.Union union ->
          new Plan.Union(union.inputs().stream().map(ColumnPruning::prune).toList());
      case Plan.Aggregate aggregate -> new ColumnPruning().aggregate(aggregate);
      default -> plan;
    };
  }

  private static boolean isSource(Plan plan) {
    return plan instanceof Plan.Scan || plan instanceof Plan.Union;
  }

  private Plan steps(Plan source, List<RowStep> steps) {
    int end = project(steps);
    if (end < 0) {
      return new Plan.Steps(prune(source), steps);
    }
    use(steps.subList(0, end + 1));
    Plan pruned = pruned(source);
    return new Plan.Steps(pruned, replaced(steps, end + 1, renumbered(source)));
  }

  private Plan aggregate(Plan.Aggregate aggregate) {
    List<RowStep> steps =
        aggregate.input() instanceof Plan.Steps(Plan source, List<RowStep> before)
            ? before
            : List.of();
    Plan source = aggregate.input() instanceof Plan.Steps inner ? inner.input() : aggregate.input();
    if (!isSource(source) || project(steps) >= 0) {
      return new Plan.Aggregate(prune(aggregate.input()), aggregate.keys(), aggregate.aggregates());
    }
    use(steps);
    aggregate.keys().forEach(key -> use(key.expr()));
    for (AggregateCall call : aggregate.aggregates()) {
      call.rowArguments().forEach(this::use);
    }
    Plan pruned = pruned(source);
    List<RowExpr> columns = renumbered(source);
    Plan input =
        steps.isEmpty() ? pruned : new Plan.Steps(pruned, replaced(steps, steps.size(), columns));
    return new Plan.Aggregate(
        input,
        aggregate.keys().stream().map(key -> replaced(key, columns)).toList(),
        aggregate.aggregates().stream().map(call -> Exprs.replace(call, columns)).toList());
  }

  /** Where the first projection is; behind it, columns have other numbers. */
  private static int project(List<RowStep> steps) {
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i) instanceof RowStep.Project || steps.get(i) instanceof RowStep.Expand) {
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
        case RowStep.Expand(List<RowStep.Project> rows) ->
            rows.forEach(row -> row.columns().forEach(c -> use(c.expr())));
        case RowStep.Sort(List<SortKey> keys) -> keys.forEach(key -> used.add(key.column()));
        case RowStep.Limit limit -> {}
        case RowStep.Pack _, RowStep.Unpack _, RowStep.Repeat _ -> throw notFirst(step);
      }
    }
  }

  private Plan pruned(Plan source) {
    if (!(source instanceof Plan.Union(List<Plan> inputs))) {
      Plan.Scan scan = (Plan.Scan) source;
      return new Plan.Scan(scan.table(), used.stream().map(scan.columns()::get).toList());
    }
    if (used.isEmpty()) {
      used.add(0);
    }
    return new Plan.Union(inputs.stream().map(this::narrowed).map(ColumnPruning::prune).toList());
  }

  /** A union's input with the used columns only. */
  private Plan narrowed(Plan input) {
    if (input instanceof Plan.Steps(Plan source, List<RowStep> steps)
        && steps.getLast() instanceof RowStep.Project(List<Named> columns)) {
      List<RowStep> fewer = new ArrayList<>(steps.subList(0, steps.size() - 1));
      fewer.add(new RowStep.Project(used.stream().map(columns::get).toList()));
      return new Plan.Steps(source, fewer);
    }
    List<Named> columns = new ArrayList<>();
    for (int index : used) {
      Field field = input.schema().field(index);
      columns.add(new Named(field.name(), new RowExpr.Ref(index, field.type())));
    }
    return PlanBuilder.then(input, new RowStep.Project(columns));
  }

  /** For each column of the whole source, what refers to it now. */
  private List<RowExpr> renumbered(Plan source) {
    Map<Integer, Integer> positions = new HashMap<>();
    used.forEach(index -> positions.put(index, positions.size()));
    List<RowExpr> columns = new ArrayList<>();
    for (Field field : source.schema().fields()) {
      int position = positions.getOrDefault(columns.size(), -1);
      columns.add(new RowExpr.Ref(position, field.type()));
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
      case RowStep.Project project -> replaced(project, columns);
      case RowStep.Expand(List<RowStep.Project> rows) ->
          new RowStep.Expand(rows.stream().map(row -> replaced(row, columns)).toList());
      case RowStep.Sort(List<SortKey> keys) ->
          new RowStep.Sort(keys.stream().map(key -> replaced(key, columns)).toList());
      case RowStep.Limit limit -> limit;
      case RowStep.Pack _, RowStep.Unpack _, RowStep.Repeat _ -> throw notFirst(step);
    };
  }

  private static RowStep.Project replaced(RowStep.Project project, List<RowExpr> columns) {
    return new RowStep.Project(
        project.columns().stream().map(one -> replaced(one, columns)).toList());
  }

  private static IllegalStateException notFirst(RowStep step) {
    return new IllegalStateException("before a projection: " + step);
  }

  private static Named replaced(Named named, List<RowExpr> columns) {
    return new Named(named.name(), Exprs.replace(named.expr(), columns));
  }

  private static SortKey replaced(SortKey key, List<RowExpr> columns) {
    int position = ((RowExpr.Ref) columns.get(key.column())).index();
    return new SortKey(position, key.descending(), key.nullsFirst());
  }
}
