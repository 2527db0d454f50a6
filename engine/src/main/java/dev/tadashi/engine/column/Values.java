package dev.tadashi.engine.column;

import dev.tadashi.engine.memory.Int128;
import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.DecimalType;
import dev.tadashi.model.type.SimpleType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/** Between stored values and typed literals. */
public final class Values {
  private Values() {}

  public static Literal ofLong(DataType type, long value) {
    if (type == SimpleType.BOOL) {
      return Literal.of(value != 0);
    } else if (type == SimpleType.UINT64) {
      return new Literal(type, new BigDecimal(Long.toUnsignedString(value)));
    } else if (type instanceof DecimalType decimal) {
      return new Literal(type, BigDecimal.valueOf(value, decimal.scale()));
    }
    return new Literal(type, value);
  }

  public static Literal ofWide(DataType type, long high, long low) {
    int scale = type instanceof DecimalType decimal ? decimal.scale() : 0;
    return new Literal(type, new BigDecimal(Int128.big(high, low), scale));
  }

  public static Literal ofBytes(DataType type, byte[] bytes) {
    return type == SimpleType.VARCHAR
        ? Literal.of(new String(bytes, StandardCharsets.UTF_8))
        : new Literal(type, bytes);
  }

  /** The stored form of a literal of a 64-bit layout that is not null. */
  public static long toLong(Literal literal) {
    Object value = literal.nonNull();
    return switch (value) {
      case Boolean flag -> flag ? 1 : 0;
      case BigDecimal number -> unscaled(literal.type(), number).longValue();
      default -> literal.longValue();
    };
  }

  /** The stored form of a decimal literal. */
  public static BigInteger unscaled(DataType type, BigDecimal value) {
    int scale = type instanceof DecimalType decimal ? decimal.scale() : 0;
    return value.setScale(scale).unscaledValue();
  }

  /** The bytes of a text or binary literal that is not null. */
  public static byte[] toBytes(Literal literal) {
    return literal.nonNull() instanceof String text
        ? text.getBytes(StandardCharsets.UTF_8)
        : (byte[]) literal.nonNull();
  }
}
