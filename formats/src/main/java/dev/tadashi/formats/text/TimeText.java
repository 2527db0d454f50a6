package dev.tadashi.formats.text;

import java.time.LocalDate;
import java.time.YearMonth;

/**
 * Reads dates and timestamps as ISO 8601 writes them, with a T or a space before the time: {@code
 * 2024-02-29}, {@code 2024-02-29 12:30}, {@code 2024-02-29T12:30:00.123456Z}, {@code ...+01:00}.
 * Used by one thread.
 */
final class TimeText {
  private static final int DATE_CHARS = 10;
  private static final int MAX_DIGITS = 9;

  private byte[] text = new byte[0];
  private int at;
  private int end;

  private long day;
  private long second;
  private int nano;
  private boolean hasTime;
  private boolean hasZone;

  /** Days since 1970. */
  long day() {
    return day;
  }

  boolean hasTime() {
    return hasTime;
  }

  boolean hasZone() {
    return hasZone;
  }

  /** Whether microseconds do not tell all. */
  boolean isFine() {
    return nano % 1_000 != 0;
  }

  /** Whether nanoseconds since 1970 fit into 64 bits for all of the year. */
  boolean isNear() {
    return Math.abs(day) < 106_000;
  }

  /** In units since 1970 of which a second has so many; UTC when the text has a zone. */
  long since1970(long perSecond) {
    long whole = Math.multiplyExact(Math.addExact(day * 86_400L, second), perSecond);
    return Math.addExact(whole, nano / (1_000_000_000L / perSecond));
  }

  boolean read(byte[] bytes, int from, int to) {
    text = bytes;
    at = from;
    end = to;
    second = 0;
    nano = 0;
    hasZone = false;
    hasTime = to - from > DATE_CHARS;
    return to - from >= DATE_CHARS && date() && (!hasTime || time()) && at == end;
  }

  /** As {@link #read} for a time of day alone, which has no zone: {@code 12:30:00.123}. */
  boolean readTime(byte[] bytes, int from, int to) {
    text = bytes;
    at = from;
    end = to;
    day = 0;
    nano = 0;
    return clock() && at == end;
  }

  /** Whether units of which a second has so many tell all. */
  boolean isWhole(long perSecond) {
    return nano % (1_000_000_000L / perSecond) == 0;
  }

  /** In units since midnight of which a second has so many. */
  long sinceMidnight(long perSecond) {
    return since1970(perSecond);
  }

  private boolean date() {
    int year = number(4);
    boolean first = skip('-');
    int month = number(2);
    boolean dashes = first && skip('-');
    int dayOfMonth = number(2);
    if (!dashes || year < 0 || month < 1 || month > 12 || dayOfMonth < 1) {
      return false;
    }
    if (dayOfMonth > 28 && dayOfMonth > YearMonth.of(year, month).lengthOfMonth()) {
      return false;
    }
    day = LocalDate.of(year, month, dayOfMonth).toEpochDay();
    return true;
  }

  private boolean time() {
    return (skip('T') || skip(' ')) && clock() && zone();
  }

  private boolean clock() {
    int hour = number(2);
    boolean colon = skip(':');
    int minute = number(2);
    int seconds = skip(':') ? number(2) : 0;
    second = hour * 3_600L + minute * 60L + seconds;
    return colon && in(hour, 23) && in(minute, 59) && in(seconds, 59) && fraction();
  }

  private static boolean in(int value, int most) {
    return value >= 0 && value <= most;
  }

  private boolean fraction() {
    if (!skip('.')) {
      return true;
    }
    int digits = 0;
    for (; at < end && isDigit(text[at]); at++) {
      nano = digits++ < MAX_DIGITS ? nano * 10 + text[at] - '0' : nano;
    }
    for (int i = digits; i < MAX_DIGITS; i++) {
      nano *= 10;
    }
    return digits > 0 && digits <= MAX_DIGITS;
  }

  private boolean zone() {
    hasZone = at < end;
    if (!hasZone || skip('Z')) {
      return true;
    }
    int sign = skip('+') ? 1 : skip('-') ? -1 : 0;
    int hours = number(2);
    skip(':');
    int minutes = at < end ? number(2) : 0;
    second -= sign * (hours * 3_600L + minutes * 60L);
    return sign != 0 && in(hours, 18) && in(minutes, 59);
  }

  /** That many digits, or -1. */
  private int number(int digits) {
    int value = 0;
    for (int i = 0; i < digits; i++, at++) {
      if (at >= end || !isDigit(text[at])) {
        return -1;
      }
      value = value * 10 + text[at] - '0';
    }
    return value;
  }

  private static boolean isDigit(byte character) {
    return character >= '0' && character <= '9';
  }

  private boolean skip(char character) {
    boolean found = at < end && text[at] == character;
    at += found ? 1 : 0;
    return found;
  }
}
