package dev.tadashi.sql.plan;

import dev.tadashi.model.expr.CallTyper;
import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.expr.RowExpr;
import dev.tadashi.model.function.ScalarFunction;
import dev.tadashi.model.type.SimpleType;
import dev.tadashi.sql.function.ArithmeticOperator;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeUtil;

/** Sums with dates: whole days, months, durations. Intervals exist in such sums only. */
final class Intervals {
  private static final long MICROS_PER_MILLI = 1_000;

  private final ExprConverter converter;

  Intervals(ExprConverter converter) {
    this.converter = converter;
  }

  /** Whether a date or time is moved by an interval. */
  static boolean isMove(RexCall call) {
    return call.getOperands().stream()
        .anyMatch(operand -> SqlTypeUtil.isInterval(operand.getType()));
  }

  /** Sums and differences of dates with days and with each other; all else between numbers. */
  static RowExpr dates(ScalarFunction function, List<RowExpr> args) {
    if (args.getFirst().type() != SimpleType.DATE) {
      return ExprConverter.call(function, args);
    } else if (args.get(1).type() == SimpleType.DATE) {
      return ExprConverter.call(ScalarFunction.DAYS_BETWEEN, args);
    }
    RowExpr days = function == ScalarFunction.SUBTRACT ? negated(args.get(1)) : args.get(1);
    return ExprConverter.call(ScalarFunction.ADD_DAYS, List.of(args.getFirst(), days));
  }

  private static RowExpr negated(RowExpr amount) {
    return amount instanceof RowExpr.Const(Literal literal) && !literal.isNull()
        ? new RowExpr.Const(Literal.of(Math.negateExact(literal.longValue())))
        : ExprConverter.call(ScalarFunction.NEGATE, List.of(amount));
  }

  RowExpr move(ScalarFunction function, RexCall call) {
    boolean swapped = SqlTypeUtil.isInterval(call.getOperands().get(0).getType());
    RexNode interval = call.getOperands().get(swapped ? 0 : 1);
    RowExpr moved = converter.convert(call.getOperands().get(swapped ? 1 : 0));
    boolean months = interval.getType().getSqlTypeName().getEndUnit().yearMonth;
    RowExpr amount = amount(interval, months);
    return ExprConverter.call(
        months ? ScalarFunction.ADD_MONTHS : ScalarFunction.ADD_MICROS,
        List.of(moved, function == ScalarFunction.SUBTRACT ? negated(amount) : amount));
  }

  /** Months, or microseconds. */
  private RowExpr amount(RexNode interval, boolean months) {
    if (interval instanceof RexLiteral literal && !literal.isNull()) {
      BigDecimal value = Objects.requireNonNull(literal.getValueAs(BigDecimal.class));
      long factor = months ? 1 : MICROS_PER_MILLI;
      return new RowExpr.Const(Literal.of(Math.multiplyExact(value.longValueExact(), factor)));
    } else if (interval instanceof RexCall call && isProduct(call)) {
      return product(call, months);
    } else if (interval instanceof RexCall call && call.getKind() == SqlKind.MINUS_PREFIX) {
      return negated(amount(call.getOperands().getFirst(), months));
    }
    throw ExprConverter.unsupported(interval);
  }

  /** {@code interval 3 day} is three times a day, too. */
  private static boolean isProduct(RexCall call) {
    return call.getOperator() instanceof ArithmeticOperator operator
        ? operator.function() == ScalarFunction.MULTIPLY
        : call.getKind() == SqlKind.TIMES || call.getKind() == SqlKind.CHECKED_TIMES;
  }

  private RowExpr product(RexCall call, boolean months) {
    boolean first = SqlTypeUtil.isInterval(call.getOperands().get(0).getType());
    RowExpr factor = converter.convert(call.getOperands().get(first ? 1 : 0));
    RowExpr times = CallTyper.cast(factor, SimpleType.INT64);
    RowExpr amount = amount(call.getOperands().get(first ? 0 : 1), months);
    return ExprConverter.call(ScalarFunction.MULTIPLY, List.of(amount, Folding.fold(times)));
  }
}
