package dev.tadashi.sql.function;

import dev.tadashi.model.function.ScalarFunction;
import java.util.Optional;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlBinaryOperator;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.type.InferTypes;
import org.apache.calcite.sql.type.SqlOperandCountRanges;
import org.apache.calcite.sql.type.SqlTypeFamily;

/**
 * Plus, minus, times, divided by and modulo: of numbers by the model's rules, and of dates and
 * times with whole days, intervals and each other.
 */
public final class ArithmeticOperator extends SqlBinaryOperator {
  private static final int SUM_PRECEDENCE = 40;
  private static final int PRODUCT_PRECEDENCE = 60;

  private final ScalarFunction function;

  private ArithmeticOperator(String symbol, SqlKind kind, int precedence, ScalarFunction function) {
    super(
        symbol,
        kind,
        precedence,
        true,
        binding -> result(function, binding).orElseThrow(),
        InferTypes.FIRST_KNOWN,
        new ResultChecker(
            binding -> result(function, binding),
            SqlOperandCountRanges.of(2),
            name -> "number " + name + " number"));
    this.function = function;
  }

  static ArithmeticOperator sum(String symbol, SqlKind kind, ScalarFunction function) {
    return new ArithmeticOperator(symbol, kind, SUM_PRECEDENCE, function);
  }

  static ArithmeticOperator product(String symbol, SqlKind kind, ScalarFunction function) {
    return new ArithmeticOperator(symbol, kind, PRODUCT_PRECEDENCE, function);
  }

  /** What it is to the model, between numbers. */
  public ScalarFunction function() {
    return function;
  }

  private static Optional<RelDataType> result(ScalarFunction function, SqlOperatorBinding binding) {
    SqlTypeFamily left = family(binding.getOperandType(0));
    SqlTypeFamily right = family(binding.getOperandType(1));
    if (isInterval(left) || isInterval(right)) {
      return withInterval(function, binding, left, right);
    }
    return OperandTypes.result(DateArithmetic.function(function, left, right), binding)
        .or(() -> OperandTypes.result(function, binding));
  }

  private static Optional<RelDataType> withInterval(
      ScalarFunction function,
      SqlOperatorBinding binding,
      SqlTypeFamily left,
      SqlTypeFamily right) {
    if (function == ScalarFunction.MULTIPLY) {
      return times(binding, left, right);
    }
    boolean swapped = isInterval(left);
    boolean fits =
        isInterval(left) != isInterval(right)
            && (function == ScalarFunction.ADD || (function == ScalarFunction.SUBTRACT && !swapped))
            && DateArithmetic.isDateOrTimestamp(swapped ? right : left);
    return fits
        ? Optional.of(
            DateArithmetic.moved(
                binding.getOperandType(swapped ? 1 : 0),
                (swapped ? left : right) == SqlTypeFamily.INTERVAL_YEAR_MONTH,
                binding.getTypeFactory()))
        : Optional.empty();
  }

  private static Optional<RelDataType> times(
      SqlOperatorBinding binding, SqlTypeFamily left, SqlTypeFamily right) {
    int interval = isInterval(left) ? 0 : 1;
    SqlTypeFamily other = interval == 0 ? right : left;
    boolean fits =
        other == SqlTypeFamily.NUMERIC
            && binding.getOperandType(1 - interval).getSqlTypeName().allowsNoPrecNoScale()
            && org.apache.calcite.sql.type.SqlTypeUtil.isIntType(
                binding.getOperandType(1 - interval));
    return fits ? Optional.of(binding.getOperandType(interval)) : Optional.empty();
  }

  private static SqlTypeFamily family(RelDataType type) {
    SqlTypeFamily family = type.getSqlTypeName().getFamily();
    return family == null ? SqlTypeFamily.ANY : family;
  }

  static boolean isInterval(SqlTypeFamily family) {
    return family == SqlTypeFamily.INTERVAL_DAY_TIME || family == SqlTypeFamily.INTERVAL_YEAR_MONTH;
  }
}
