package dev.tadashi.sql.plan;

import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.expr.Literals;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.DecimalType;
import dev.tadashi.model.type.SimpleType;
import dev.tadashi.sql.types.Types;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Objects;
import org.apache.calcite.avatica.util.ByteString;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.util.DateString;
import org.apache.calcite.util.TimeString;
import org.apache.calcite.util.TimestampString;

/** Constants. */
final class RexLiterals {
  private RexLiterals() {}

  static Literal convert(RexLiteral literal) {
    DataType type =
        Types.fromRel(literal.getType()).orElseThrow(() -> ExprConverter.unsupported(literal));
    if (literal.isNull()) {
      return Literal.ofNull(type);
    }
    return switch (type) {
      case SimpleType.BOOL -> Literal.of(value(literal, Boolean.class));
      case SimpleType.VARCHAR -> Literal.of(value(literal, String.class));
      case SimpleType.BINARY -> new Literal(type, value(literal, ByteString.class).getBytes());
      case SimpleType.DATE -> Literals.parse(value(literal, DateString.class).toString(), type);
      case dev.tadashi.model.type.TimeType time ->
          Literals.parse(value(literal, TimeString.class).toString(), type);
      case dev.tadashi.model.type.TimestampType timestamp ->
          Literals.parse(value(literal, TimestampString.class).toString(), type);
      default -> number(value(literal, BigDecimal.class), type);
    };
  }

  private static Literal number(BigDecimal value, DataType type) {
    if (type.isFloating()) {
      return new Literal(type, value.doubleValue());
    } else if (type instanceof DecimalType decimal) {
      return new Literal(type, value.setScale(decimal.scale(), RoundingMode.HALF_UP));
    }
    return new Literal(type, value.longValueExact());
  }

  private static <T> T value(RexLiteral literal, Class<T> as) {
    return Objects.requireNonNull(literal.getValueAs(as));
  }
}
