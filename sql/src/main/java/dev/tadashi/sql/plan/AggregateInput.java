package dev.tadashi.sql.plan;

import dev.tadashi.model.expr.RowExpr;
import dev.tadashi.model.plan.AggregateCall;
import dev.tadashi.model.plan.Named;
import dev.tadashi.model.plan.Plan;
import dev.tadashi.model.plan.RowStep;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts the projection before an aggregation into its keys and arguments, unless something would
 * then be calculated twice.
 */
final class AggregateInput {
  private AggregateInput() {}

  static Plan joined(Plan input, List<Named> keys, List<AggregateCall> calls) {
    Plan.Aggregate plain = new Plan.Aggregate(input, keys, calls);
    if (!(input instanceof Plan.Steps(Plan source, List<RowStep> steps))
        || !(steps.getLast() instanceof RowStep.Project(List<Named> columns))
        || calculatesTwice(plain, columns)) {
      return plain;
    }
    List<RowExpr> exprs = columns.stream().map(Named::expr).toList();
    List<RowStep> before = steps.subList(0, steps.size() - 1);
    return new Plan.Aggregate(
        before.isEmpty() ? source : new Plan.Steps(source, before),
        keys.stream().map(key -> new Named(key.name(), Exprs.replace(key.expr(), exprs))).toList(),
        calls.stream().map(call -> Exprs.replace(call, exprs)).toList());
  }

  private static boolean calculatesTwice(Plan.Aggregate aggregate, List<Named> columns) {
    Map<Integer, Integer> uses = new HashMap<>();
    List<RowExpr> all = new ArrayList<>();
    aggregate.keys().forEach(key -> all.add(key.expr()));
    for (AggregateCall call : aggregate.aggregates()) {
      all.addAll(call.rowArguments());
    }
    all.forEach(expr -> Exprs.forEachRef(expr, ref -> uses.merge(ref.index(), 1, Integer::sum)));
    return uses.entrySet().stream()
        .anyMatch(
            use -> use.getValue() > 1 && columns.get(use.getKey()).expr() instanceof RowExpr.Call);
  }
}
