package dev.tadashi.engine.function;

import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.TimeType;
import dev.tadashi.model.type.TimestampType;

/** A day since 1970-01-01 and the nanoseconds since its midnight. */
record TimePoint(long day, long nanos) {
  static final long SECOND = 1_000_000_000L;
  static final long DAY = 86_400 * SECOND;

  static TimePoint of(long value, DataType type) {
    return switch (type) {
      case TimestampType timestamp -> of(value, timestamp.unit().perSecond());
      case TimeType time -> of(value, time.unit().perSecond());
      default -> new TimePoint(value, 0);
    };
  }

  private static TimePoint of(long value, long perSecond) {
    long perDay = perSecond * 86_400;
    return new TimePoint(
        Math.floorDiv(value, perDay), Math.floorMod(value, perDay) * (SECOND / perSecond));
  }

  /** The value of a type; what its unit does not hold is left off. */
  long to(DataType type) {
    if (!(type instanceof TimestampType timestamp)) {
      return day;
    }
    long perSecond = timestamp.unit().perSecond();
    return Math.addExact(Math.multiplyExact(day, perSecond * 86_400), nanos / (SECOND / perSecond));
  }
}
