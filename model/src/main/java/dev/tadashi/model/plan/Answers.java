package dev.tadashi.model.plan;

import dev.tadashi.model.expr.CallTyper;
import dev.tadashi.model.expr.Conversions;
import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.expr.RowExpr;
import dev.tadashi.model.function.ScalarFunction;
import dev.tadashi.model.type.DataType;
import java.util.ArrayList;
import java.util.List;

/** Puts the answers of a plan's subqueries in their places. */
public final class Answers {
  private final List<List<Literal>> values;

  private Answers(List<List<Literal>> values) {
    this.values = values;
  }

  /**
   * The plan without subqueries.
   *
   * @param values of each subquery: one or none for a value, where none is null
   */
  public static Plan put(Plan.Given given, List<List<Literal>> values) {
    return new Answers(values).plan(given.body());
  }

  private Plan plan(Plan plan) {
    return switch (plan) {
      case Plan.Scan scan -> scan;
      case Plan.Load load -> load;
      case Plan.Values rows -> rows;
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
      case RowStep.Expand(List<RowStep.Project> rows) ->
          new RowStep.Expand(rows.stream().map(this::project).toList());
      case RowStep.Sort _, RowStep.Limit _, RowStep.Pack _, RowStep.Unpack _ -> step;
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
      case RowExpr.Answer(int subquery, DataType type) ->
          new RowExpr.Const(
              values.get(subquery).stream()
                  .findFirst()
                  .map(value -> Conversions.convert(value, type))
                  .orElseGet(() -> Literal.ofNull(type)));
      case RowExpr.Call(ScalarFunction function, List<RowExpr> args, DataType type) ->
          function == ScalarFunction.IN && answer(args.getLast()) >= 0
              ? membership(expr(args.getFirst()), args.getLast())
              : new RowExpr.Call(function, args.stream().map(this::expr).toList(), type);
    };
  }

  /**
   * The number of the subquery whose values, as they are or converted, the expression is; or -1.
   */
  private static int answer(RowExpr option) {
    return switch (option) {
      case RowExpr.Answer answer -> answer.subquery();
      case RowExpr.Call(ScalarFunction function, List<RowExpr> args, DataType type) ->
          function == ScalarFunction.CAST ? answer(args.getFirst()) : -1;
      case RowExpr.Ref ref -> -1;
      case RowExpr.Const constant -> -1;
    };
  }

  /** Nothing is in an empty list, not even null. */
  private RowExpr membership(RowExpr value, RowExpr option) {
    List<Literal> all = values.get(answer(option));
    if (all.isEmpty()) {
      return new RowExpr.Const(Literal.of(false));
    }
    int most = ScalarFunction.IN.maxArgs() - 1;
    List<RowExpr> lists = new ArrayList<>();
    for (int from = 0; from < all.size(); from += most) {
      List<RowExpr> args = new ArrayList<>(List.of(value));
      for (Literal literal : all.subList(from, Math.min(all.size(), from + most))) {
        args.add(new RowExpr.Const(Conversions.convert(literal, option.type())));
      }
      lists.add(CallTyper.call(ScalarFunction.IN, args));
    }
    return lists.size() == 1 ? lists.getFirst() : CallTyper.call(ScalarFunction.OR, lists);
  }
}
