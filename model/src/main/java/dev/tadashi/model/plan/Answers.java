package dev.tadashi.model.plan;

import dev.tadashi.model.expr.Conversions;
import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.expr.RowExpr;
import dev.tadashi.model.function.ScalarFunction;
import dev.tadashi.model.type.DataType;
import java.util.List;

/** Puts the answers of a plan's subqueries in their places. */
public final class Answers {
  private final List<List<List<Literal>>> rows;

  private Answers(List<List<List<Literal>>> rows) {
    this.rows = rows;
  }

  /**
   * The plan without subqueries.
   *
   * @param rows of each subquery: one or none for a value, where none is null
   */
  public static Plan put(Plan.Given given, List<List<List<Literal>>> rows) {
    return new Answers(rows).plan(given.body());
  }

  private Plan plan(Plan plan) {
    return switch (plan) {
      case Plan.Scan scan -> scan;
      case Plan.Load load -> load;
      case Plan.Values values -> values;
      case Plan.Steps(Plan input, List<RowStep> steps) ->
          new Plan.Steps(plan(input), steps.stream().map(this::step).toList());
      case Plan.Union(List<Plan> inputs) ->
          new Plan.Union(inputs.stream().map(this::plan).toList());
      case Plan.Aggregate(Plan input, List<Named> keys, List<AggregateCall> calls) ->
          new Plan.Aggregate(
              plan(input),
              keys.stream().map(this::named).toList(),
              calls.stream().map(call -> call.mapExprs(this::expr)).toList());
      case Plan.Given given -> throw new IllegalArgumentException("a subquery's own subqueries");
    };
  }

  private RowStep step(RowStep step) {
    return switch (step) {
      case RowStep.Filter(RowExpr predicate) -> new RowStep.Filter(expr(predicate));
      case RowStep.Project project -> project(project);
      case RowStep.Expand(List<RowStep.Project> all) ->
          new RowStep.Expand(all.stream().map(this::project).toList());
      case RowStep.Sort _, RowStep.Limit _, RowStep.Pack _, RowStep.Unpack _, RowStep.Repeat _ ->
          step;
    };
  }

  private RowStep.Project project(RowStep.Project project) {
    return new RowStep.Project(project.columns().stream().map(this::named).toList());
  }

  private Named named(Named named) {
    return new Named(named.name(), expr(named.expr()));
  }

  private RowExpr expr(RowExpr expr) {
    return switch (expr) {
      case RowExpr.Ref ref -> ref;
      case RowExpr.Const constant -> constant;
      case RowExpr.Answer(int subquery, int column, DataType type) ->
          new RowExpr.Const(
              rows.get(subquery).stream()
                  .findFirst()
                  .map(row -> Conversions.convert(row.get(column), type))
                  .orElseGet(() -> Literal.ofNull(type)));
      case RowExpr.Some some -> SomeRow.of(some, rows.get(some.subquery()), this::expr);
      case RowExpr.Call(ScalarFunction function, List<RowExpr> args, DataType type) ->
          new RowExpr.Call(function, args.stream().map(this::expr).toList(), type);
    };
  }
}
