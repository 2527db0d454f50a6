package dev.tadashi.sql.plan;

import dev.tadashi.model.expr.CallTyper;
import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.expr.RowExpr;
import dev.tadashi.model.function.AggregateFunction;
import dev.tadashi.model.function.ScalarFunction;
import dev.tadashi.model.plan.AggregateCall;
import dev.tadashi.model.plan.AggregateCalls;
import dev.tadashi.model.plan.Named;
import dev.tadashi.model.plan.Plan;
import dev.tadashi.model.plan.RowStep;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.SimpleType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.sql.fun.SqlQuantifyOperator;

/**
 * The subqueries in one plan's expressions. Each becomes a plan of its own, and an expression that
 * stands for its answer; those that are the same are answered once.
 */
final class Subqueries {
  private final Function<RelNode, Plan> planner;
  private final List<Plan.Subquery> found = new ArrayList<>();

  /** {@code planner} makes the plan of a subquery's tree. */
  Subqueries(Function<RelNode, Plan> planner) {
    this.planner = planner;
  }

  /** The plan with the subqueries that its expressions refer to. */
  Plan around(Plan body) {
    return found.isEmpty() ? body : new Plan.Given(found, body);
  }

  RowExpr convert(RexSubQuery node, ExprConverter exprs) {
    return switch (node.getKind()) {
      case SCALAR_QUERY -> value(atMost(planner.apply(node.rel), 2));
      case EXISTS -> exists(planner.apply(node.rel));
      case IN -> membership(node, exprs);
      case SOME -> some(node, exprs);
      default -> throw ExprConverter.unsupported(node);
    };
  }

  /** The number of a subquery; what is asked twice is found once. */
  private int number(Plan plan, boolean many) {
    Plan.Subquery subquery = new Plan.Subquery(plan, many);
    if (!found.contains(subquery)) {
      found.add(subquery);
    }
    return found.indexOf(subquery);
  }

  private RowExpr value(Plan plan) {
    return new RowExpr.Answer(number(plan, false), 0, plan.schema().field(0).type());
  }

  private RowExpr exists(Plan plan) {
    Plan one = atMost(plan, 1);
    AggregateCall count =
        new AggregateCall(AggregateFunction.COUNT, null, "count", SimpleType.INT64);
    RowExpr rows = value(over(one, body -> new Plan.Aggregate(body, List.of(), List.of(count))));
    return CallTyper.call(ScalarFunction.GT, List.of(rows, new RowExpr.Const(Literal.of(0L))));
  }

  /** Whether the values are, column by column, those of some row. */
  private RowExpr membership(RexSubQuery node, ExprConverter exprs) {
    Plan distinct =
        over(planner.apply(node.rel), plan -> new Plan.Aggregate(plan, columns(plan), List.of()));
    List<Named> columns = columns(distinct);
    int most = new Plan.Subquery(distinct, true).most();
    int number = number(atMost(distinct, most + 1L), true);
    List<RowExpr> same = new ArrayList<>();
    for (RexNode operand : node.getOperands()) {
      RowExpr answer = answer(number, same.size(), columns.get(same.size()).expr());
      same.add(CallTyper.call(ScalarFunction.EQ, List.of(exprs.convert(operand), answer)));
    }
    return new RowExpr.Some(
        number, same.size() == 1 ? same.getFirst() : CallTyper.call(ScalarFunction.AND, same));
  }

  /**
   * A comparison with some value: the least or the greatest decides it, and whether one is null.
   */
  private RowExpr some(RexSubQuery node, ExprConverter exprs) {
    ScalarFunction comparison =
        switch (((SqlQuantifyOperator) node.getOperator()).comparisonKind) {
          case NOT_EQUALS -> ScalarFunction.NE;
          case LESS_THAN -> ScalarFunction.LT;
          case LESS_THAN_OR_EQUAL -> ScalarFunction.LE;
          case GREATER_THAN -> ScalarFunction.GT;
          case GREATER_THAN_OR_EQUAL -> ScalarFunction.GE;
          case EQUALS -> ScalarFunction.EQ;
          default -> throw ExprConverter.unsupported(node);
        };
    if (comparison == ScalarFunction.EQ) {
      return membership(node, exprs);
    }
    Plan bounds = over(planner.apply(node.rel), plan -> bounds(plan, comparison));
    int number = number(bounds, true);
    RowExpr value = exprs.convert(node.getOperands().getFirst());
    RowExpr answer = answer(number, 0, columns(bounds).getFirst().expr());
    return new RowExpr.Some(number, CallTyper.call(comparison, List.of(value, answer)));
  }

  /** The values that decide a comparison with all of them, and null when that is one of them. */
  private static Plan bounds(Plan plan, ScalarFunction comparison) {
    Named value = columns(plan).getFirst();
    RowExpr isNull = CallTyper.call(ScalarFunction.IS_NULL, List.of(value.expr()));
    List<AggregateCall> calls = new ArrayList<>();
    if (comparison != ScalarFunction.LT && comparison != ScalarFunction.LE) {
      calls.add(bound(AggregateFunction.MIN, value));
    }
    if (comparison != ScalarFunction.GT && comparison != ScalarFunction.GE) {
      calls.add(bound(AggregateFunction.MAX, value));
    }
    Plan grouped = new Plan.Aggregate(plan, List.of(new Named("$null", isNull)), calls);
    List<RowStep.Project> rows = new ArrayList<>();
    for (int i = 1; i <= calls.size(); i++) {
      RowExpr bound = new RowExpr.Ref(i, grouped.schema().field(i).type());
      rows.add(new RowStep.Project(List.of(new Named(value.name(), bound))));
    }
    return PlanBuilder.then(grouped, rows.size() == 1 ? rows.getFirst() : new RowStep.Expand(rows));
  }

  private static AggregateCall bound(AggregateFunction function, Named value) {
    String name = "$" + function.functionName();
    return AggregateCalls.call(function, List.of(value.expr()), false, null, name);
  }

  private static RowExpr answer(int number, int column, RowExpr expr) {
    return new RowExpr.Answer(number, column, expr.type());
  }

  private static List<Named> columns(Plan plan) {
    List<Named> columns = new ArrayList<>();
    for (Field field : plan.schema().fields()) {
      columns.add(new Named(field.name(), new RowExpr.Ref(columns.size(), field.type())));
    }
    return columns;
  }

  private static Plan atMost(Plan plan, long rows) {
    return over(plan, body -> PlanBuilder.then(body, new RowStep.Limit(0, rows)));
  }

  /** More on top of a plan, below which subqueries of its own stay. */
  private static Plan over(Plan plan, Function<Plan, Plan> more) {
    return plan instanceof Plan.Given(List<Plan.Subquery> subqueries, Plan body)
        ? new Plan.Given(subqueries, more.apply(body))
        : more.apply(plan);
  }
}
