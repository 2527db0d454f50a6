package dev.tadashi.sql.function;

import java.util.Optional;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlBinaryOperator;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.type.SqlOperandCountRanges;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;

/** {@code ||}: one of both is a text, and the other is written as one. */
public final class ConcatOperator extends SqlBinaryOperator {
  private static final int PRECEDENCE = 60;

  ConcatOperator() {
    super(
        "||",
        SqlKind.OTHER,
        PRECEDENCE,
        true,
        binding -> result(binding).orElseThrow(),
        (binding, returnType, types) -> {
          RelDataTypeFactory factory = binding.getTypeFactory();
          RelDataType text = factory.createSqlType(SqlTypeName.VARCHAR);
          java.util.Arrays.fill(types, factory.createTypeWithNullability(text, true));
        },
        new ResultChecker(
            ConcatOperator::result, SqlOperandCountRanges.of(2), name -> "text || text"));
  }

  private static Optional<RelDataType> result(SqlOperatorBinding binding) {
    boolean text = false;
    for (RelDataType type : binding.collectOperandTypes()) {
      text |= SqlTypeUtil.isCharacter(type) || SqlTypeUtil.isNull(type);
      if (SqlTypeUtil.isInterval(type) || type.isStruct() || SqlTypeUtil.isBinary(type)) {
        return Optional.empty();
      }
    }
    RelDataTypeFactory factory = binding.getTypeFactory();
    RelDataType result = factory.createSqlType(SqlTypeName.VARCHAR);
    return text ? Optional.of(factory.createTypeWithNullability(result, true)) : Optional.empty();
  }
}
