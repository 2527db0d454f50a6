package dev.tadashi.sql.plan;

import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.expr.CallTyper;
import dev.tadashi.model.expr.Conversions;
import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.expr.RowExpr;
import dev.tadashi.model.function.ScalarFunction;
import dev.tadashi.model.type.DataType;
import java.util.List;

/** Conversions of constants are done while planning, so that others can see the value. */
final class Folding {
  private Folding() {}

  /** The expression as that type. */
  static RowExpr cast(RowExpr expr, DataType type) {
    return fold(CallTyper.cast(expr, type));
  }

  /** A converted constant as a constant; one that cannot be converted fails when it is run. */
  static RowExpr fold(RowExpr expr) {
    if (expr instanceof RowExpr.Call(ScalarFunction function, List<RowExpr> args, DataType type)
        && function == ScalarFunction.CAST
        && args.getFirst() instanceof RowExpr.Const(Literal literal)) {
      try {
        return new RowExpr.Const(Conversions.convert(literal, type));
      } catch (TadashiException e) {
        return expr;
      }
    }
    return expr;
  }
}
