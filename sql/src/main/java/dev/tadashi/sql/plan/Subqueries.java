package dev.tadashi.sql.plan;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.expr.CallTyper;
import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.expr.RowExpr;
import dev.tadashi.model.function.AggregateFunction;
import dev.tadashi.model.function.ScalarFunction;
import dev.tadashi.model.plan.AggregateCall;
import dev.tadashi.model.plan.Named;
import dev.tadashi.model.plan.Plan;
import dev.tadashi.model.plan.RowStep;
import dev.tadashi.model.type.SimpleType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rex.RexSubQuery;

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
      default ->
          throw new TadashiException(
              ErrorCode.SQL_NOT_YET,
              "'" + node.getOperator().getName() + "' of a sub-query is not supported yet");
    };
  }

  /** The answer to a subquery; what is asked twice is found once. */
  private RowExpr answer(Plan plan, boolean many) {
    Plan.Subquery subquery = new Plan.Subquery(plan, many);
    if (!found.contains(subquery)) {
      found.add(subquery);
    }
    return new RowExpr.Answer(found.indexOf(subquery), plan.schema().field(0).type());
  }

  private RowExpr value(Plan plan) {
    return answer(plan, false);
  }

  private RowExpr exists(Plan plan) {
    Plan one = atMost(plan, 1);
    AggregateCall count =
        new AggregateCall(AggregateFunction.COUNT, null, "count", SimpleType.INT64);
    RowExpr rows = value(over(one, body -> new Plan.Aggregate(body, List.of(), List.of(count))));
    return CallTyper.call(ScalarFunction.GT, List.of(rows, new RowExpr.Const(Literal.of(0L))));
  }

  private RowExpr membership(RexSubQuery node, ExprConverter exprs) {
    if (node.getOperands().size() != 1) {
      throw new TadashiException(
          ErrorCode.SQL_NOT_YET, "IN of several columns is not supported yet");
    }
    Plan distinct =
        over(
            planner.apply(node.rel),
            plan -> {
              RowExpr column = new RowExpr.Ref(0, plan.schema().field(0).type());
              Named key = new Named(plan.schema().field(0).name(), column);
              return new Plan.Aggregate(plan, List.of(key), List.of());
            });
    RowExpr value = exprs.convert(node.getOperands().getFirst());
    RowExpr values = answer(atMost(distinct, Plan.Subquery.MOST + 1), true);
    RowExpr.Call same = (RowExpr.Call) CallTyper.call(ScalarFunction.EQ, List.of(value, values));
    return new RowExpr.Call(ScalarFunction.IN, same.args(), SimpleType.BOOL);
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
