package dev.tadashi.sql.types;

import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.apache.calcite.sql.validate.implicit.TypeCoercionImpl;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Conversions that happen unasked: between widths of numbers, and of a text <em>constant</em> to
 * what it is compared with. A text column never becomes a number, nor a number a text.
 */
public final class StrictCoercion extends TypeCoercionImpl {
  public StrictCoercion(RelDataTypeFactory factory, SqlValidator validator) {
    super(factory, validator);
  }

  @Override
  public @Nullable RelDataType implicitCast(RelDataType in, SqlTypeFamily expected) {
    boolean textIn = SqlTypeUtil.isCharacter(in);
    boolean textOut = expected == SqlTypeFamily.CHARACTER || expected == SqlTypeFamily.STRING;
    boolean crosses = textIn ? !textOut && expected != SqlTypeFamily.ANY : textOut;
    return crosses && !SqlTypeUtil.isNull(in) ? null : super.implicitCast(in, expected);
  }

  @Override
  public @Nullable RelDataType getWiderTypeForTwo(
      @Nullable RelDataType a, @Nullable RelDataType b, boolean stringPromotion) {
    return super.getWiderTypeForTwo(a, b, false);
  }

  @Override
  public @Nullable RelDataType getWiderTypeFor(List<RelDataType> types, boolean stringPromotion) {
    return super.getWiderTypeFor(types, false);
  }

  @Override
  public boolean binaryArithmeticCoercion(SqlCallBinding binding) {
    return false;
  }

  @Override
  public boolean binaryComparisonCoercion(SqlCallBinding binding) {
    return comparable(binding, binding.operands()) && super.binaryComparisonCoercion(binding);
  }

  @Override
  public boolean inOperationCoercion(SqlCallBinding binding) {
    List<SqlNode> operands = binding.operands();
    return operands.size() == 2
        && operands.get(1) instanceof SqlNodeList list
        && comparable(binding, list)
        && comparable(binding, operands.subList(0, 1), list)
        && super.inOperationCoercion(binding);
  }

  /** Of sub-queries; nothing in them becomes something else. */
  @Override
  public boolean quantifyOperationCoercion(SqlCallBinding binding) {
    return false;
  }

  private boolean comparable(SqlCallBinding binding, List<SqlNode> operands) {
    return comparable(binding, operands, operands);
  }

  /** No text column meets another type, and no condition a number. */
  private boolean comparable(SqlCallBinding binding, List<SqlNode> some, List<SqlNode> others) {
    SqlValidatorScope scope = binding.getScope();
    for (SqlNode one : some) {
      for (SqlNode other : others) {
        RelDataType a = validator.deriveType(scope, one);
        RelDataType b = validator.deriveType(scope, other);
        if (!meets(one, a, b) || !meets(other, b, a)) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean meets(SqlNode node, RelDataType type, RelDataType other) {
    if (SqlTypeUtil.isNull(type) || SqlTypeUtil.isNull(other)) {
      return true;
    } else if (SqlTypeUtil.isNumeric(type)) {
      return !SqlTypeUtil.isDatetime(other);
    } else if (SqlTypeUtil.isCharacter(type)) {
      return SqlTypeUtil.isCharacter(other) || isConstant(node);
    }
    return !SqlTypeUtil.isBoolean(type)
        || SqlTypeUtil.isBoolean(other)
        || SqlTypeUtil.isCharacter(other);
  }

  private static boolean isConstant(SqlNode node) {
    return node.getKind() == SqlKind.LITERAL || node.getKind() == SqlKind.DYNAMIC_PARAM;
  }
}
