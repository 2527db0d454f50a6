package dev.tadashi.sql.function;

import dev.tadashi.model.expr.CallTyper;
import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.expr.RowExpr;
import dev.tadashi.model.function.ScalarFunction;
import dev.tadashi.model.type.DataType;
import dev.tadashi.sql.types.Types;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.type.SqlTypeFamily;

/** Which of the model's functions a sum or difference with dates is. */
final class DateArithmetic {
  private DateArithmetic() {}

  /** The function for a sum or difference; the given one when no date is there. */
  static ScalarFunction function(ScalarFunction function, SqlTypeFamily left, SqlTypeFamily right) {
    boolean sum = function == ScalarFunction.ADD || function == ScalarFunction.SUBTRACT;
    if (!sum || left != SqlTypeFamily.DATE) {
      return function;
    }
    return right == SqlTypeFamily.DATE && function == ScalarFunction.SUBTRACT
        ? ScalarFunction.DAYS_BETWEEN
        : ScalarFunction.ADD_DAYS;
  }

  static boolean isDateOrTimestamp(SqlTypeFamily family) {
    return family == SqlTypeFamily.DATE || family == SqlTypeFamily.TIMESTAMP;
  }

  /** The type of a date or timestamp moved by months, or by a duration. */
  static RelDataType moved(RelDataType type, boolean months, RelDataTypeFactory factory) {
    DataType known = Types.fromRel(type).orElseThrow();
    RowExpr amount = new RowExpr.Const(Literal.of(1L));
    ScalarFunction function = months ? ScalarFunction.ADD_MONTHS : ScalarFunction.ADD_MICROS;
    RowExpr call = CallTyper.call(function, List.of(new RowExpr.Ref(0, known), amount));
    return Types.toRel(call.type(), factory);
  }
}
