package dev.tadashi.model.expr;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.DecimalType;
import dev.tadashi.model.type.SimpleType;
import dev.tadashi.model.type.TimeType;
import dev.tadashi.model.type.TimestampType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Locale;

/** What a cast of one value gives, between all types that have one. */
public final class Conversions {
  private static final long SECONDS_PER_DAY = 86_400;

  private Conversions() {}

  /** Whether values of one type can be converted to the other at all. */
  public static boolean exists(DataType from, DataType to) {
    if (from.equals(to) || from == SimpleType.NULL) {
      return true;
    } else if (from.isNested() || to.isNested()) {
      return false;
    } else if (from == SimpleType.VARCHAR || to == SimpleType.VARCHAR) {
      return true;
    } else if (from.isNumeric()) {
      return to.isNumeric() || (to == SimpleType.BOOL && from.isInteger());
    } else if (from == SimpleType.BOOL) {
      return to.isInteger();
    }
    return temporal(from, to);
  }

  private static boolean temporal(DataType from, DataType to) {
    return switch (from) {
      case TimestampType timestamp -> to.isTemporal();
      case TimeType time -> to instanceof TimeType;
      default -> from == SimpleType.DATE && to instanceof TimestampType;
    };
  }

  /** The converted value; one that the type does not hold is an error. */
  public static Literal convert(Literal literal, DataType to) {
    DataType from = literal.type();
    if (literal.isNull()) {
      return Literal.ofNull(to);
    } else if (from.equals(to)) {
      return literal;
    } else if (!exists(from, to)) {
      throw unsupported(from, to);
    } else if (to == SimpleType.VARCHAR) {
      return Literal.of(TextForm.of(literal));
    } else if (from == SimpleType.VARCHAR) {
      return fromText((String) literal.nonNull(), to);
    } else if (from == SimpleType.BOOL) {
      return number(BigDecimal.valueOf((Boolean) literal.nonNull() ? 1 : 0), literal, to);
    } else if (to == SimpleType.BOOL) {
      return Literal.of(literal.longValue() != 0);
    } else if (to.isNumeric()) {
      return numeric(literal, to);
    }
    try {
      return new Literal(to, time(literal.longValue(), from, to));
    } catch (ArithmeticException e) {
      throw overflow(literal, to);
    }
  }

  static TadashiException unsupported(DataType from, DataType to) {
    return new TadashiException(
            ErrorCode.UNSUPPORTED, "there is no conversion of " + from.text() + " to " + to.text())
        .at("op", "cast");
  }

  private static Literal fromText(String text, DataType to) {
    try {
      if (to == SimpleType.BOOL) {
        return bool(text);
      } else if (to.isFloating()) {
        return new Literal(to, floating(text, to));
      } else if (to.isNumeric()) {
        return number(new BigDecimal(text.trim()), Literal.of(text), to);
      } else if (to == SimpleType.DATE) {
        return new Literal(to, Temporals.parseDate(text));
      }
      return Literals.parse(text, to);
    } catch (IllegalArgumentException | ArithmeticException | java.time.DateTimeException e) {
      throw invalid(text, to);
    } catch (TadashiException e) {
      throw e.code() == ErrorCode.INVALID_ARGUMENT ? invalid(text, to) : e;
    }
  }

  private static Literal bool(String text) {
    return switch (text.trim().toLowerCase(Locale.ROOT)) {
      case "true", "t", "yes", "y", "on", "1" -> Literal.of(true);
      case "false", "f", "no", "n", "off", "0" -> Literal.of(false);
      default -> throw invalid(text, SimpleType.BOOL);
    };
  }

  private static double floating(String text, DataType to) {
    double value =
        switch (text.trim().toLowerCase(Locale.ROOT)) {
          case "nan" -> Double.NaN;
          case "infinity", "inf", "+infinity", "+inf" -> Double.POSITIVE_INFINITY;
          case "-infinity", "-inf" -> Double.NEGATIVE_INFINITY;
          default -> new BigDecimal(text.trim()).doubleValue();
        };
    return to == SimpleType.FLOAT32 ? (double) (float) value : value;
  }

  private static Literal numeric(Literal literal, DataType to) {
    if (to.isFloating()) {
      double value = literal.doubleValue();
      return new Literal(to, to == SimpleType.FLOAT32 ? (double) (float) value : value);
    }
    Object value = literal.nonNull();
    if (value instanceof Double number) {
      if (!Double.isFinite(number)) {
        throw overflow(literal, to);
      }
      return to instanceof DecimalType
          ? number(BigDecimal.valueOf(number), literal, to)
          : number(new BigDecimal(Math.rint(number)), literal, to);
    }
    return number(
        value instanceof BigDecimal decimal ? decimal : BigDecimal.valueOf((Long) value),
        literal,
        to);
  }

  private static Literal number(BigDecimal value, Literal given, DataType to) {
    if (value.precision() - value.scale() > DecimalType.MAX_PRECISION) {
      throw overflow(given, to);
    }
    if (to instanceof DecimalType decimal) {
      BigDecimal scaled = value.setScale(decimal.scale(), RoundingMode.HALF_UP);
      if (scaled.precision() > decimal.precision()) {
        throw overflow(given, to);
      }
      return new Literal(to, scaled);
    }
    if (given.type() == SimpleType.VARCHAR && value.stripTrailingZeros().scale() > 0) {
      throw invalid((String) given.nonNull(), to);
    }
    BigInteger whole = value.setScale(0, RoundingMode.HALF_UP).toBigInteger();
    return Literals.numberIfExact(new BigDecimal(whole), to).orElseThrow(() -> overflow(given, to));
  }

  private static long time(long value, DataType from, DataType to) {
    long fromUnit = perSecond(from);
    if (to == SimpleType.DATE) {
      return Math.floorDiv(value, SECONDS_PER_DAY * fromUnit);
    } else if (to instanceof TimeType time && from instanceof TimestampType) {
      long ofDay = Math.floorMod(value, SECONDS_PER_DAY * fromUnit);
      return rescaled(ofDay, fromUnit, time.unit().perSecond());
    } else if (from == SimpleType.DATE) {
      return Math.multiplyExact(value, SECONDS_PER_DAY * perSecond(to));
    }
    return rescaled(value, fromUnit, perSecond(to));
  }

  private static long rescaled(long value, long from, long to) {
    return to >= from ? Math.multiplyExact(value, to / from) : Math.floorDiv(value, from / to);
  }

  private static long perSecond(DataType type) {
    return switch (type) {
      case TimestampType timestamp -> timestamp.unit().perSecond();
      case TimeType time -> time.unit().perSecond();
      default -> 1;
    };
  }

  private static TadashiException overflow(Literal value, DataType to) {
    String shown = TextForm.of(value);
    return new TadashiException(
            ErrorCode.NUMERIC_OVERFLOW, shown + " is out of the range of " + to.text())
        .at("type", to.text());
  }

  private static TadashiException invalid(String text, DataType to) {
    String shown = text.length() > 60 ? text.substring(0, 60) + "..." : text;
    return new TadashiException(
            ErrorCode.INVALID_CAST, "'" + shown + "' cannot be read as " + to.text())
        .at("value", shown)
        .hint("try_cast gives null instead of an error");
  }
}
