package dev.tadashi.model.expr;

import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.DecimalType;
import dev.tadashi.model.type.SimpleType;
import java.math.BigDecimal;
import java.util.Optional;

/** Constants take the type of what they stand beside. */
final class Constants {
  private Constants() {}

  /**
   * A constant takes the other side's type when that type holds its value: a text becomes a date, a
   * whole number the column's width; anything else stays as it is.
   */
  static RowExpr adapt(RowExpr expr, DataType other) {
    if (!(expr instanceof RowExpr.Const(Literal literal)) || literal.type().equals(other)) {
      return expr;
    } else if (literal.isNull()) {
      return other == SimpleType.NULL ? expr : new RowExpr.Const(Literal.ofNull(other));
    } else if (literal.value() instanceof String text && other.isTemporal()) {
      return new RowExpr.Const(Literals.parse(text, other));
    } else if (literal.type().isNumeric() && other.isNumeric()) {
      return exact(literal, other).<RowExpr>map(RowExpr.Const::new).orElse(expr);
    }
    return expr;
  }

  private static Optional<Literal> exact(Literal literal, DataType type) {
    Object value = literal.nonNull();
    if (value instanceof Double number) {
      if (type.isFloating()) {
        boolean kept = type == SimpleType.FLOAT64 || (double) number.floatValue() == number;
        return kept ? Optional.of(new Literal(type, number)) : Optional.empty();
      }
      if (!Double.isFinite(number)) {
        return Optional.empty();
      }
      // The digits as written, 0.1 and not its binary neighbour, so that decimals compare as typed.
      return type instanceof DecimalType || number == Math.rint(number)
          ? Literals.numberIfExact(BigDecimal.valueOf(number), type)
          : Optional.empty();
    }
    BigDecimal number =
        value instanceof BigDecimal decimal ? decimal : BigDecimal.valueOf((Long) value);
    return Literals.numberIfExact(number, type);
  }
}
