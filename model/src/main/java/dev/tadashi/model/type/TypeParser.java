package dev.tadashi.model.type;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads the text form of types; names are case-insensitive, zones and names of parts are not. */
final class TypeParser {
  private static final int MAX_DEPTH = 100;

  private TypeParser() {}

  static DataType parse(String text) {
    try {
      return parseTrimmed(text.trim(), 0);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new TadashiException(ErrorCode.UNKNOWN_TYPE, "'" + text + "' is not a type", e)
          .hint("for example int32, float64, varchar, date, decimal(15,2), timestamp(us)");
    }
  }

  private static DataType parseTrimmed(String text, int depth) {
    int open = text.indexOf('(');
    if (open < 0) {
      return simple(text);
    }
    if (!text.endsWith(")") || depth > MAX_DEPTH) {
      throw new IllegalArgumentException(text);
    }
    String inner = text.substring(open + 1, text.length() - 1);
    return switch (text.substring(0, open).toLowerCase(Locale.ROOT)) {
      case "decimal" -> decimal(inner);
      case "time" -> new TimeType(unit(inner));
      case "timestamp" -> timestamp(inner);
      case "other" -> new OtherType(inner);
      case "list" -> new ListType(parseTrimmed(inner.trim(), depth + 1));
      case "map" -> map(inner, depth + 1);
      case "struct" -> struct(inner, depth + 1);
      default -> throw new IllegalArgumentException(text);
    };
  }

  private static DataType simple(String text) {
    return SimpleType.valueOf(text.toUpperCase(Locale.ROOT));
  }

  private static DataType map(String inner, int depth) {
    List<String> parts = split(inner);
    if (parts.size() != 2) {
      throw new IllegalArgumentException(inner);
    }
    return new MapType(parseTrimmed(parts.get(0), depth), parseTrimmed(parts.get(1), depth));
  }

  private static DataType struct(String inner, int depth) {
    List<StructType.Part> parts = new ArrayList<>();
    for (String part : split(inner)) {
      int end = part.startsWith("\"") ? quoted(part, 0) : part.indexOf(' ');
      String name = part.substring(0, end);
      parts.add(
          new StructType.Part(
              name.startsWith("\"") ? name.substring(1, end - 1).replace("\"\"", "\"") : name,
              parseTrimmed(part.substring(end).trim(), depth)));
    }
    return new StructType(parts);
  }

  /** The parts between commas that are in no brackets and no quotes. */
  private static List<String> split(String inner) {
    List<String> parts = new ArrayList<>();
    int open = 0;
    int start = 0;
    for (int at = 0; at < inner.length(); at++) {
      switch (inner.charAt(at)) {
        case '"' -> at = quoted(inner, at) - 1;
        case '(' -> open++;
        case ')' -> open--;
        case ',' -> {
          if (open == 0) {
            parts.add(inner.substring(start, at).trim());
            start = at + 1;
          }
        }
        default -> {}
      }
    }
    if (start < inner.length()) {
      parts.add(inner.substring(start).trim());
    }
    return parts;
  }

  /** Where the quotes end that open there. */
  private static int quoted(String text, int open) {
    int at = open + 1;
    while (text.charAt(at) != '"' || at + 1 < text.length() && text.charAt(at + 1) == '"') {
      at += text.charAt(at) == '"' ? 2 : 1;
    }
    return at + 1;
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
