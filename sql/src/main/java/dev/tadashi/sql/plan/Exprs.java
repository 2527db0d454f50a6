package dev.tadashi.sql.plan;

import dev.tadashi.model.expr.RowExpr;
import dev.tadashi.model.plan.AggregateCall;
import java.util.List;
import java.util.function.Consumer;

/** Walks over expressions. */
final class Exprs {
  private Exprs() {}

  /** The expression with each column replaced by what stands for it. */
  static RowExpr replace(RowExpr expr, List<RowExpr> columns) {
    return expr.mapRefs(ref -> columns.get(ref.index()));
  }

  static AggregateCall replace(AggregateCall call, List<RowExpr> columns) {
    return call.mapRefs(ref -> columns.get(ref.index()));
  }

  static void forEachRef(RowExpr expr, Consumer<RowExpr.Ref> visitor) {
    switch (expr) {
      case RowExpr.Ref ref -> visitor.accept(ref);
      case RowExpr.Const constant -> {}
      case RowExpr.Answer answer -> {}
      case RowExpr.Some some -> forEachRef(some.condition(), visitor);
      case RowExpr.Call call -> call.args().forEach(arg -> forEachRef(arg, visitor));
    }
  }
}
