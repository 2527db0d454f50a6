package dev.tadashi.engine.function;

import dev.tadashi.model.function.ScalarFunction;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.TextStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * Dates and times as texts by the template patterns of PostgreSQL's {@code to_char}. Text in double
 * quotes and what is no letter is copied; {@code FM} before a pattern leaves its padding out.
 */
final class TimeTemplate {
  private static final int NAME_WIDTH = 9;

  /** A pattern, and what it writes: a number of at least so many digits, or a name. */
  private record Pattern(
      String word,
      int width,
      ToIntFunction<LocalDateTime> number,
      Function<LocalDateTime, String> name) {
    static Pattern number(String word, int width, ToIntFunction<LocalDateTime> number) {
      return new Pattern(word, width, number, when -> "");
    }

    static Pattern name(String word, int width, Function<LocalDateTime, String> name) {
      return new Pattern(word, width, when -> 0, name);
    }

    boolean isAt(String template, int at) {
      return template.regionMatches(true, at, word, 0, word.length());
    }
  }

  /** Those that begin as others do come before them. */
  private static final List<Pattern> PATTERNS =
      List.of(
          Pattern.number("HH24", 2, LocalDateTime::getHour),
          Pattern.number("HH12", 2, when -> when.get(ChronoField.CLOCK_HOUR_OF_AMPM)),
          Pattern.number("HH", 2, when -> when.get(ChronoField.CLOCK_HOUR_OF_AMPM)),
          Pattern.number("MI", 2, LocalDateTime::getMinute),
          Pattern.number("SS", 2, LocalDateTime::getSecond),
          Pattern.number("MS", 3, when -> when.get(ChronoField.MILLI_OF_SECOND)),
          Pattern.number("US", 6, when -> when.get(ChronoField.MICRO_OF_SECOND)),
          Pattern.number("IYYY", 4, when -> when.get(IsoFields.WEEK_BASED_YEAR)),
          Pattern.number("IW", 2, when -> when.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR)),
          Pattern.number("YYYY", 4, when -> when.get(ChronoField.YEAR_OF_ERA)),
          Pattern.number("YY", 2, when -> when.get(ChronoField.YEAR_OF_ERA) % 100),
          Pattern.name("MONTH", NAME_WIDTH, when -> month(when, TextStyle.FULL)),
          Pattern.name("MON", 0, when -> month(when, TextStyle.SHORT)),
          Pattern.number("MM", 2, LocalDateTime::getMonthValue),
          Pattern.name("DAY", NAME_WIDTH, when -> day(when, TextStyle.FULL)),
          Pattern.name("DY", 0, when -> day(when, TextStyle.SHORT)),
          Pattern.number("DDD", 3, LocalDateTime::getDayOfYear),
          Pattern.number("DD", 2, LocalDateTime::getDayOfMonth),
          Pattern.number("D", 1, when -> when.getDayOfWeek().getValue() % 7 + 1),
          Pattern.number("WW", 2, when -> (when.getDayOfYear() - 1) / 7 + 1),
          Pattern.number("W", 1, when -> (when.getDayOfMonth() - 1) / 7 + 1),
          Pattern.number("Q", 1, when -> when.get(IsoFields.QUARTER_OF_YEAR)),
          Pattern.name("AM", 0, when -> when.getHour() < 12 ? "am" : "pm"),
          Pattern.name("PM", 0, when -> when.getHour() < 12 ? "am" : "pm"));

  /** Writes a part of the text. */
  private interface Part {
    void write(LocalDateTime when, StringBuilder out);
  }

  private final String text;
  private final List<Part> parts = new ArrayList<>();

  private TimeTemplate(String text) {
    this.text = text;
  }

  /** Reads a template; letters that are no pattern of it are an error. */
  static TimeTemplate parse(String text) {
    TimeTemplate made = new TimeTemplate(text);
    for (int at = 0; at < text.length(); ) {
      at = made.add(at);
    }
    return made;
  }

  boolean isOf(String other) {
    return text.equals(other);
  }

  /** Adds what is at that place; where the next begins. */
  private int add(int at) {
    char c = text.charAt(at);
    if (c == '"') {
      int end = text.indexOf('"', at + 1);
      int to = end < 0 ? text.length() : end;
      copy(text.substring(at + 1, to));
      return Math.min(to + 1, text.length());
    } else if (!Character.isLetter(c)) {
      copy(String.valueOf(c));
      return at + 1;
    }
    boolean bare = text.regionMatches(true, at, "FM", 0, 2);
    int from = bare ? at + 2 : at;
    for (Pattern pattern : PATTERNS) {
      if (pattern.isAt(text, from)) {
        String word = text.substring(from, from + pattern.word().length());
        parts.add((when, out) -> write(pattern, word, bare, when, out));
        return from + word.length();
      }
    }
    throw FunctionErrors.unknownWord(
        ScalarFunction.TO_CHAR, text.substring(at), PATTERNS.stream().map(Pattern::word).toList());
  }

  private void copy(String literal) {
    parts.add((when, out) -> out.append(literal));
  }

  private static void write(
      Pattern pattern, String word, boolean bare, LocalDateTime when, StringBuilder out) {
    String name = pattern.name().apply(when);
    if (name.isEmpty()) {
      String digits = Integer.toString(pattern.number().applyAsInt(when));
      out.repeat('0', bare ? 0 : Math.max(0, pattern.width() - digits.length())).append(digits);
    } else {
      out.append(inCaseOf(word, name));
      out.repeat(' ', bare ? 0 : Math.max(0, pattern.width() - name.length()));
    }
  }

  /** As the pattern is written: upper, lower, or its first letter only. */
  private static String inCaseOf(String word, String name) {
    if (Character.isLowerCase(word.charAt(0))) {
      return name.toLowerCase(Locale.ROOT);
    } else if (Character.isUpperCase(word.charAt(1))) {
      return name.toUpperCase(Locale.ROOT);
    }
    return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
  }

  private static String month(LocalDateTime when, TextStyle style) {
    return when.getMonth().getDisplayName(style, Locale.ENGLISH);
  }

  private static String day(LocalDateTime when, TextStyle style) {
    return when.getDayOfWeek().getDisplayName(style, Locale.ENGLISH);
  }

  String write(TimePoint point) {
    StringBuilder out = new StringBuilder();
    try {
      LocalDateTime when =
          LocalDateTime.of(LocalDate.ofEpochDay(point.day()), LocalTime.ofNanoOfDay(point.nanos()));
      parts.forEach(part -> part.write(when, out));
    } catch (DateTimeException e) {
      throw FunctionErrors.domain(ScalarFunction.TO_CHAR, "the day " + point.day());
    }
    return out.toString();
  }
}
