package dev.tadashi.sql.plan;

import dev.tadashi.model.expr.RowExpr;
import dev.tadashi.model.function.ScalarFunction;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.SimpleType;
import dev.tadashi.model.type.TimestampType;
import java.util.List;

/** Times without a zone are compared with those that have one as times in UTC. */
final class Zones {
  private Zones() {}

  static RowExpr compared(ScalarFunction comparison, List<RowExpr> args) {
    RowExpr left = zoned(args.get(0), args.get(1).type());
    RowExpr right = zoned(args.get(1), args.get(0).type());
    return ExprConverter.call(comparison, List.of(left, right));
  }

  private static RowExpr zoned(RowExpr time, DataType other) {
    boolean otherZoned = other instanceof TimestampType wanted && wanted.zone() != null;
    boolean plain = time.type() instanceof TimestampType given && given.zone() == null;
    return otherZoned && (plain || time.type() == SimpleType.DATE)
        ? Folding.cast(time, other)
        : time;
  }
}
