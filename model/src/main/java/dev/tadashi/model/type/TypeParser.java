package dev.tadashi.model.type;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import java.util.Locale;

/** Reads the text form of types; names are case-insensitive, zones are not. */
final class TypeParser {
  private TypeParser() {}

  static DataType parse(String text) {
    try {
      return parseTrimmed(text.trim());
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new TadashiException(ErrorCode.UNKNOWN_TYPE, "'" + text + "' is not a type", e)
          .hint("for example int32, float64, varchar, date, decimal(15,2), timestamp(us)");
    }
  }

  private static DataType parseTrimmed(String text) {
    int open = text.indexOf('(');
    if (open < 0) {
      return simple(text);
    }
    if (!text.endsWith(")")) {
      throw new IllegalArgumentException(text);
    }
    String inner = text.substring(open + 1, text.length() - 1);
    return switch (text.substring(0, open).toLowerCase(Locale.ROOT)) {
      case "decimal" -> decimal(inner);
      case "time" -> new TimeType(unit(inner));
      case "timestamp" -> timestamp(inner);
      case "other" -> new OtherType(inner);
      case "list" -> new ListType(parseTrimmed(inner.trim()));
      default -> throw new IllegalArgumentException(text);
    };
  }

  private static DataType simple(String text) {
    return SimpleType.valueOf(text.toUpperCase(Locale.ROOT));
  }

  private static DataType decimal(String inner) {
    int comma = inner.indexOf(',');
    int precision = Integer.parseInt(inner.substring(0, comma).trim());
    return new DecimalType(precision, Integer.parseInt(inner.substring(comma + 1).trim()));
  }

  private static DataType timestamp(String inner) {
    int comma = inner.indexOf(',');
    return comma < 0
        ? new TimestampType(unit(inner), null)
        : new TimestampType(unit(inner.substring(0, comma)), inner.substring(comma + 1).trim());
  }

  private static TimeUnit unit(String text) {
    return TimeUnit.valueOf(text.trim().toUpperCase(Locale.ROOT));
  }
}
