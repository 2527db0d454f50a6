package dev.tadashi.sql.function;

import dev.tadashi.model.function.ScalarFunction;
import dev.tadashi.model.function.Signature;
import java.util.Locale;
import java.util.Optional;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlOperandCountRanges;
import org.apache.calcite.sql.type.SqlOperandTypeInference;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;

/** A function of the model's registry, under one of its names. */
public final class RegistryFunction extends SqlFunction {
  private final ScalarFunction function;

  RegistryFunction(ScalarFunction function, String name) {
    super(
        name.toUpperCase(Locale.ROOT),
        kind(function),
        binding -> OperandTypes.result(function, binding).orElseThrow(),
        parameters(function),
        new ResultChecker(
            binding -> OperandTypes.result(function, binding),
            SqlOperandCountRanges.between(function.minArgs(), function.maxArgs()),
            called -> called(function, called)),
        category(function));
    this.function = function;
  }

  /** What it is to the model. */
  public ScalarFunction function() {
    return function;
  }

  /** Calcite's parser makes these itself, and looks for others of the same kind only. */
  private static SqlKind kind(ScalarFunction function) {
    return switch (function) {
      case FLOOR -> SqlKind.FLOOR;
      case CEIL -> SqlKind.CEIL;
      default -> SqlKind.OTHER_FUNCTION;
    };
  }

  /** The parser makes some calls itself and looks for functions of the same category only. */
  private static SqlFunctionCategory category(ScalarFunction function) {
    return switch (function) {
      case FLOOR, CEIL -> SqlFunctionCategory.NUMERIC;
      case SUBSTRING, TRANSLATE -> SqlFunctionCategory.STRING;
      case DATE_TRUNC, DATE_DIFF -> SqlFunctionCategory.TIMEDATE;
      case DATE_PART -> SqlFunctionCategory.SYSTEM;
      default -> SqlFunctionCategory.USER_DEFINED_FUNCTION;
    };
  }

  /**
   * The type of a parameter, or of a null, is what its place asks for: where any type will do, that
   * of the others there.
   */
  private static SqlOperandTypeInference parameters(ScalarFunction function) {
    return (binding, returnType, types) -> {
      RelDataTypeFactory factory = binding.getTypeFactory();
      for (int i = 0; i < types.length; i++) {
        Signature.Kind kind = kind(function, i);
        RelDataType type =
            (kind == Signature.Kind.ANY ? others(function, binding) : Optional.<RelDataType>empty())
                .orElse(factory.createSqlType(expected(kind)));
        types[i] = factory.createTypeWithNullability(type, true);
      }
    };
  }

  /** The type of the first operand of any type that has one. */
  private static Optional<RelDataType> others(ScalarFunction function, SqlCallBinding binding) {
    for (int i = 0; i < binding.getOperandCount(); i++) {
      RelDataType type = binding.getValidator().deriveType(binding.getScope(), binding.operand(i));
      boolean known = type.getSqlTypeName() != SqlTypeName.UNKNOWN && !SqlTypeUtil.isNull(type);
      if (known && kind(function, i) == Signature.Kind.ANY) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  private static Signature.Kind kind(ScalarFunction function, int operand) {
    return function
        .signature()
        .map(signature -> signature.param(operand))
        .orElse(Signature.Kind.ANY);
  }

  private static SqlTypeName expected(Signature.Kind kind) {
    return switch (kind) {
      case INT -> SqlTypeName.BIGINT;
      case DOUBLE, NUMBER -> SqlTypeName.DOUBLE;
      case BOOL -> SqlTypeName.BOOLEAN;
      case DATE -> SqlTypeName.DATE;
      case TIMESTAMP, TEMPORAL -> SqlTypeName.TIMESTAMP;
      case TEXT, ANY, SAME, OWN -> SqlTypeName.VARCHAR;
    };
  }

  private static String called(ScalarFunction function, String name) {
    return name.toLowerCase(Locale.ROOT)
        + function.signature().map(s -> "(" + names(s) + ")").orElse("(...)");
  }

  private static String names(Signature signature) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < signature.params().size(); i++) {
      String kind = signature.param(i).name().toLowerCase(Locale.ROOT);
      out.append(i == 0 ? "" : ", ").append(kind).append(i >= signature.required() ? "?" : "");
    }
    return out.append(signature.repeats() ? ", ..." : "").toString();
  }
}
