package dev.tadashi.sql.function;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlOperandCountRange;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.type.SqlOperandTypeChecker;

/**
 * Takes the operands for which there is a result.
 *
 * @param result type of a call; empty when the operands are not taken
 * @param signature how the operator, whose name is given, is called
 */
record ResultChecker(
    Function<SqlOperatorBinding, Optional<RelDataType>> result,
    SqlOperandCountRange count,
    UnaryOperator<String> signature)
    implements SqlOperandTypeChecker {
  @Override
  public boolean checkOperandTypes(SqlCallBinding binding, boolean throwOnFailure) {
    boolean taken = result.apply(binding).isPresent();
    if (!taken && throwOnFailure) {
      throw binding.newValidationSignatureError();
    }
    return taken;
  }

  @Override
  public SqlOperandCountRange getOperandCountRange() {
    return count;
  }

  @Override
  public String getAllowedSignatures(SqlOperator op, String opName) {
    return signature.apply(opName);
  }
}
