package dev.tadashi.flight.config;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.json.Durations;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * How values of a type are written.
 *
 * @param form what stands for a value in the help
 * @param read a text as a value; a fault is an error that quotes the text
 */
record ValueType<T>(Class<T> type, String form, Function<String, T> read) {
  private static final List<ValueType<?>> ALL =
      List.of(
          new ValueType<>(String.class, "TEXT", text -> text),
          new ValueType<>(Integer.class, "N", ValueType::number),
          new ValueType<>(Boolean.class, "true|false", ValueType::flag),
          new ValueType<>(Size.class, "SIZE", Size::parse),
          new ValueType<>(Duration.class, "TIME", Durations::parse),
          new ValueType<>(Path.class, "PATH", ValueType::path));

  static ValueType<?> of(Class<?> type) {
    Class<?> boxed = type == int.class ? Integer.class : type;
    Class<?> wanted = boxed == boolean.class ? Boolean.class : boxed;
    return ALL.stream()
        .filter(known -> known.type() == wanted)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no setting can be a " + type));
  }

  /** Whether the value is in the limits, which are written as values are. */
  boolean isWithin(Object value, String least, String most) {
    return (least.isEmpty() || compare(value, least) >= 0)
        && (most.isEmpty() || compare(value, most) <= 0);
  }

  private int compare(Object value, String limit) {
    @SuppressWarnings("unchecked")
    Comparable<Object> comparable = (Comparable<Object>) value;
    return comparable.compareTo(read.apply(limit));
  }

  private static Integer number(String text) {
    try {
      return Integer.valueOf(text.strip());
    } catch (NumberFormatException e) {
      throw invalid(text, "a whole number");
    }
  }

  private static Boolean flag(String text) {
    return switch (text.strip()) {
      case "true" -> true;
      case "false" -> false;
      default -> throw invalid(text, "true or false");
    };
  }

  private static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw invalid(text, "a path");
    }
  }

  private static TadashiException invalid(String text, String wanted) {
    return new TadashiException(ErrorCode.INVALID_ARGUMENT, "'" + text + "' is not " + wanted);
  }
}
