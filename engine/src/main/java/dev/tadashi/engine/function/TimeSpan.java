package dev.tadashi.engine.function;

import dev.tadashi.model.function.ScalarFunction;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Locale;

/**
 * Units that times are cut to and counted in. Each is some months, some days, or some nanoseconds.
 */
enum TimeSpan {
  MICROSECOND(0, 0, 1_000),
  MILLISECOND(0, 0, 1_000_000),
  SECOND(0, 0, TimePoint.SECOND),
  MINUTE(0, 0, 60 * TimePoint.SECOND),
  HOUR(0, 0, 3_600 * TimePoint.SECOND),
  DAY(0, 1, 0),
  /** From Monday. */
  WEEK(0, 7, 0),
  MONTH(1, 0, 0),
  QUARTER(3, 0, 0),
  YEAR(12, 0, 0),
  DECADE(120, 0, 0),
  /** From the year 1. */
  CENTURY(1_200, 0, 0),
  /** From the year 1. */
  MILLENNIUM(12_000, 0, 0);

  /** The epoch was a Thursday. */
  private static final int EPOCH_IN_WEEK = 3;

  private static final int MONTHS = 12;

  private final int months;
  private final int days;
  private final long nanos;

  TimeSpan(int months, int days, long nanos) {
    this.months = months;
    this.days = days;
    this.nanos = nanos;
  }

  static TimeSpan of(ScalarFunction function, String word) {
    String name = word.trim().toUpperCase(Locale.ROOT);
    for (TimeSpan span : values()) {
      if (span.name().equals(name) || (span.name() + "S").equals(name)) {
        return span;
      }
    }
    throw FunctionErrors.unknownWord(
        function,
        word,
        Arrays.stream(values()).map(span -> span.name().toLowerCase(Locale.ROOT)).toList());
  }

  /** Centuries and millennia begin with a year 1. */
  private int firstYear() {
    return months >= CENTURY.months ? 1 : 0;
  }

  private static long monthOf(LocalDate date) {
    return date.getYear() * (long) MONTHS + date.getMonthValue() - 1;
  }

  TimePoint truncate(TimePoint point) {
    if (nanos > 0) {
      return new TimePoint(point.day(), point.nanos() / nanos * nanos);
    } else if (days > 0) {
      return new TimePoint(index(point) * days - (days == 1 ? 0 : EPOCH_IN_WEEK), 0);
    }
    long month = index(point) * months + firstYear() * (long) MONTHS;
    int year = (int) Math.floorDiv(month, (long) MONTHS);
    LocalDate first = LocalDate.of(year, (int) Math.floorMod(month, (long) MONTHS) + 1, 1);
    return new TimePoint(first.toEpochDay(), 0);
  }

  /** How many of these units lie before the point's own, from a fixed one on. */
  long index(TimePoint point) {
    if (nanos > 0) {
      return Math.addExact(
          Math.multiplyExact(point.day(), TimePoint.DAY / nanos), point.nanos() / nanos);
    } else if (days > 0) {
      return Math.floorDiv(point.day() + (days == 1 ? 0 : EPOCH_IN_WEEK), (long) days);
    }
    long month = monthOf(LocalDate.ofEpochDay(point.day())) - firstYear() * (long) MONTHS;
    return Math.floorDiv(month, (long) months);
  }
}
