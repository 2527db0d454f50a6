package dev.tadashi.sql.function;

import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.expr.CallTyper;
import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.expr.RowExpr;
import dev.tadashi.model.function.ScalarFunction;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.SimpleType;
import dev.tadashi.sql.types.Types;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.type.SqlTypeUtil;

/** Asks the model's typing rules about a call as Calcite shows it. */
final class OperandTypes {
  private OperandTypes() {}

  /** The type of the call's result; empty when the function does not take the operands. */
  static Optional<RelDataType> result(ScalarFunction function, SqlOperatorBinding binding) {
    List<RowExpr> args = new ArrayList<>();
    for (int i = 0; i < binding.getOperandCount(); i++) {
      Optional<RowExpr> arg = operand(binding, i);
      if (arg.isEmpty()) {
        return Optional.empty();
      }
      args.add(arg.get());
    }
    try {
      DataType type = CallTyper.call(function, args).type();
      return Optional.of(Types.toRel(type, binding.getTypeFactory()));
    } catch (TadashiException e) {
      return Optional.empty();
    }
  }

  /** A stand-in of the operand's type; constants as they are, since types may depend on them. */
  private static Optional<RowExpr> operand(SqlOperatorBinding binding, int i) {
    RelDataType type = binding.getOperandType(i);
    if (SqlTypeUtil.isNull(type) || binding.isOperandNull(i, false)) {
      return Optional.of(new RowExpr.Const(Literal.ofNull(SimpleType.NULL)));
    }
    return Types.fromRel(type).map(known -> constant(binding, i, known));
  }

  private static RowExpr constant(SqlOperatorBinding binding, int i, DataType type) {
    if (binding.isOperandLiteral(i, false)) {
      if (type == SimpleType.VARCHAR) {
        String text = binding.getOperandLiteralValue(i, String.class);
        return new RowExpr.Const(Literal.of(text == null ? "" : text));
      } else if (type.isInteger()) {
        BigDecimal number = binding.getOperandLiteralValue(i, BigDecimal.class);
        return new RowExpr.Const(new Literal(type, number == null ? 0L : number.longValue()));
      }
    }
    return new RowExpr.Ref(i, type);
  }
}
