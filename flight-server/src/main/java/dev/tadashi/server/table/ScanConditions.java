package dev.tadashi.server.table;

import dev.tadashi.model.expr.RowExpr;
import dev.tadashi.model.plan.Named;
import dev.tadashi.model.plan.Plan;
import dev.tadashi.model.plan.RowStep;
import dev.tadashi.model.type.Field;
import java.util.ArrayList;
import java.util.List;

/**
 * A scan of a plan, and the conditions on its columns that each row has to meet to be of any use.
 */
record ScanConditions(List<Field> columns, List<RowExpr> conditions) {
  /** The plan's scans, in the order of {@link Plan#tables}. */
  static List<ScanConditions> of(Plan plan) {
    return of(plan, List.of());
  }

  private static List<ScanConditions> of(Plan plan, List<RowStep> steps) {
    return switch (plan) {
      case Plan.Scan scan ->
          List.of(new ScanConditions(scan.columns(), conditions(steps, scan.columns())));
      case Plan.Load load -> List.of(new ScanConditions(load.columns(), List.of()));
      case Plan.Values values -> List.of();
      case Plan.Aggregate aggregate -> of(aggregate.input(), List.of());
      case Plan.Given given -> of(given.body(), steps);
      case Plan.Union union -> union.inputs().stream().flatMap(i -> of(i, steps).stream()).toList();
      case Plan.Steps(Plan input, List<RowStep> before) -> {
        List<RowStep> all = new ArrayList<>(before);
        all.addAll(steps);
        yield of(input, all);
      }
    };
  }

  /** Conditions after a limit choose among its rows, and the limit must see all of them. */
  private static List<RowExpr> conditions(List<RowStep> steps, List<Field> fields) {
    List<RowExpr> conditions = new ArrayList<>();
    List<RowExpr> columns = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      columns.add(new RowExpr.Ref(i, fields.get(i).type()));
    }
    for (RowStep step : steps) {
      List<RowExpr> known = columns;
      switch (step) {
        case RowStep.Filter(RowExpr predicate) ->
            conditions.add(predicate.mapRefs(ref -> known.get(ref.index())));
        case RowStep.Project(List<Named> named) ->
            columns =
                named.stream()
                    .map(one -> one.expr().mapRefs(ref -> known.get(ref.index())))
                    .toList();
        case RowStep.Sort sort -> {}
        case RowStep.Limit _,
            RowStep.Expand _,
            RowStep.Pack _,
            RowStep.Unpack _,
            RowStep.Repeat _ -> {
          return conditions;
        }
      }
    }
    return conditions;
  }
}
