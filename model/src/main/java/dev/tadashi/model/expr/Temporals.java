package dev.tadashi.model.expr;

import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.TimeType;
import dev.tadashi.model.type.TimeUnit;
import dev.tadashi.model.type.TimestampType;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** ISO-8601 texts of dates, times and timestamps; a timestamp with zone is written in UTC. */
final class Temporals {
  private static final long NANOS = 1_000_000_000L;
  private static final long SECONDS_PER_DAY = 86_400;

  private Temporals() {}

  static String text(long value, DataType type) {
    return switch (type) {
      case TimeType time -> LocalTime.ofNanoOfDay(nanos(value, time.unit())).toString();
      case TimestampType timestamp -> timestampText(value, timestamp);
      default -> LocalDate.ofEpochDay(value).toString();
    };
  }

  static long parse(String text, DataType type) {
    String trimmed = text.trim();
    return switch (type) {
      case TimeType time ->
          LocalTime.parse(trimmed).toNanoOfDay() / (NANOS / time.unit().perSecond());
      case TimestampType timestamp -> parseTimestamp(trimmed, timestamp);
      default -> LocalDate.parse(trimmed).toEpochDay();
    };
  }

  /** The day of a text that is a date or a timestamp. */
  static long parseDate(String text) {
    String trimmed = text.trim();
    int end = Math.max(trimmed.indexOf(' '), trimmed.indexOf('T'));
    return end < 0
        ? LocalDate.parse(trimmed).toEpochDay()
        : Math.floorDiv(
            parseTimestamp(trimmed, new TimestampType(TimeUnit.S, null)), SECONDS_PER_DAY);
  }

  private static String timestampText(long value, TimestampType type) {
    long perSecond = type.unit().perSecond();
    long second = Math.floorDiv(value, perSecond);
    int nano = (int) nanos(Math.floorMod(value, perSecond), type.unit());
    LocalDateTime local = LocalDateTime.ofEpochSecond(second, nano, ZoneOffset.UTC);
    return local + (type.zone() == null ? "" : "Z");
  }

  private static long parseTimestamp(String text, TimestampType type) {
    String iso = text.replace(' ', 'T');
    LocalDateTime local;
    if (iso.indexOf('T') < 0) {
      local = LocalDate.parse(iso).atStartOfDay();
    } else if (type.zone() != null && hasOffset(iso)) {
      local = OffsetDateTime.parse(iso).withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime();
    } else {
      local = LocalDateTime.parse(iso);
    }
    long perSecond = type.unit().perSecond();
    long whole = Math.multiplyExact(local.toEpochSecond(ZoneOffset.UTC), perSecond);
    return Math.addExact(whole, local.getNano() / (NANOS / perSecond));
  }

  private static boolean hasOffset(String iso) {
    return iso.endsWith("Z") || iso.indexOf('+') > 0 || iso.lastIndexOf('-') > iso.indexOf('T');
  }

  private static long nanos(long value, TimeUnit unit) {
    return value * (NANOS / unit.perSecond());
  }
}
