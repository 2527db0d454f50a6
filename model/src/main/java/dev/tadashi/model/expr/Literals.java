package dev.tadashi.model.expr;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.DecimalType;
import dev.tadashi.model.type.ListType;
import dev.tadashi.model.type.MapType;
import dev.tadashi.model.type.OtherType;
import dev.tadashi.model.type.SimpleType;
import dev.tadashi.model.type.StructType;
import dev.tadashi.model.type.TimeType;
import dev.tadashi.model.type.TimestampType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Base64;
import java.util.Optional;

/** Makes typed literals out of texts and numbers; a value that does not fit is an error. */
public final class Literals {
  private static final BigInteger UINT64_MAX =
      BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

  private Literals() {}

  /** A decimal literal with the smallest type that holds it. */
  static Literal decimal(BigDecimal value) {
    BigDecimal plain = value.scale() < 0 ? value.setScale(0) : value;
    int precision = Math.max(plain.precision(), plain.scale());
    if (precision > DecimalType.MAX_PRECISION) {
      throw invalid(value.toPlainString(), new DecimalType(DecimalType.MAX_PRECISION, 0));
    }
    return new Literal(new DecimalType(Math.max(1, precision), plain.scale()), plain);
  }

  /** Reads the text form of a value of that type. */
  public static Literal parse(String text, DataType type) {
    try {
      return switch (type) {
        case SimpleType simple -> parseSimple(text, simple);
        case DecimalType decimal -> number(new BigDecimal(text.trim()), decimal);
        case TimeType time -> new Literal(time, Temporals.parse(text, time));
        case TimestampType timestamp -> new Literal(timestamp, Temporals.parse(text, timestamp));
        case ListType list -> throw invalid(text, list);
        case StructType struct -> throw invalid(text, struct);
        case MapType map -> throw invalid(text, map);
        case OtherType other -> throw invalid(text, other);
      };
    } catch (IllegalArgumentException | java.time.DateTimeException e) {
      throw invalid(text, type);
    }
  }

  private static Literal parseSimple(String text, SimpleType type) {
    return switch (type) {
      case NULL -> throw invalid(text, type);
      case BOOL -> bool(text);
      case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64 ->
          number(new BigDecimal(text.trim()), type);
      case FLOAT32, FLOAT64 -> new Literal(type, Double.parseDouble(text.trim()));
      case VARCHAR -> Literal.of(text);
      case BINARY -> new Literal(type, Base64.getDecoder().decode(text));
      case DATE -> new Literal(type, Temporals.parse(text, type));
    };
  }

  private static Literal bool(String text) {
    return switch (text.trim().toLowerCase(java.util.Locale.ROOT)) {
      case "true", "t" -> Literal.of(true);
      case "false", "f" -> Literal.of(false);
      default -> throw invalid(text, SimpleType.BOOL);
    };
  }

  /** A number as a literal of a numeric type: exact, except that a float takes the nearest. */
  static Literal number(BigDecimal value, DataType type) {
    return numberIfExact(value, type).orElseThrow(() -> invalid(value.toString(), type));
  }

  /** As {@link #number}, empty when the type cannot hold exactly that value. */
  static Optional<Literal> numberIfExact(BigDecimal value, DataType type) {
    if (type.isFloating()) {
      return Optional.of(new Literal(type, value.doubleValue()));
    }
    try {
      if (type instanceof DecimalType decimal) {
        BigDecimal scaled = value.setScale(decimal.scale(), RoundingMode.UNNECESSARY);
        return scaled.precision() <= decimal.precision()
            ? Optional.of(new Literal(type, scaled))
            : Optional.empty();
      }
      return type instanceof SimpleType simple && simple.integerBits() != 0
          ? integer(value.toBigIntegerExact(), simple)
          : Optional.empty();
    } catch (ArithmeticException e) {
      return Optional.empty();
    }
  }

  private static Optional<Literal> integer(BigInteger value, SimpleType type) {
    if (type == SimpleType.UINT64) {
      boolean fits = value.signum() >= 0 && value.compareTo(UINT64_MAX) <= 0;
      return fits ? Optional.of(new Literal(type, new BigDecimal(value))) : Optional.empty();
    }
    int magnitudeBits = type.isSigned() ? type.integerBits() - 1 : type.integerBits();
    boolean fits = value.bitLength() <= magnitudeBits && (type.isSigned() || value.signum() >= 0);
    return fits ? Optional.of(new Literal(type, value.longValueExact())) : Optional.empty();
  }

  static TadashiException invalid(String text, DataType type) {
    String shown = text.length() > 60 ? text.substring(0, 60) + "..." : text;
    return new TadashiException(
            ErrorCode.INVALID_ARGUMENT, "'" + shown + "' is not a value of type " + type.text())
        .at("value", shown);
  }
}
