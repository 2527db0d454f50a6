package dev.tadashi.engine.function;

import dev.tadashi.model.function.ScalarFunction;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.TimestampType;
import java.time.LocalDate;
import java.util.Optional;

/** Functions of dates and times; a timestamp with zone is taken in UTC. */
final class TimeFunctions {
  private TimeFunctions() {}

  static Optional<RowFunction> row(ScalarFunction function) {
    return Optional.ofNullable(
        switch (function) {
          case DATE_PART -> TimeFunctions::datePart;
          case DATE_TRUNC -> TimeFunctions::dateTrunc;
          case DATE_DIFF -> TimeFunctions::dateDiff;
          case ADD_DAYS -> TimeFunctions::addDays;
          case DAYS_BETWEEN -> (a, i) -> a.integer(0, i) - a.integer(1, i);
          case ADD_MONTHS -> TimeFunctions::addMonths;
          case ADD_MICROS -> TimeFunctions::addMicros;
          case MAKE_DATE -> TimeFunctions::makeDate;
          case LAST_DAY -> TimeFunctions::lastDay;
          case TO_CHAR -> toChar();
          default -> null;
        });
  }

  private static Object datePart(Args args, int row) {
    TimePoint point = TimePoint.of(args.integer(1, row), args.type(1));
    return TimeField.of(args.text(0, row)).read(point);
  }

  private static long dateTrunc(Args args, int row) {
    DataType type = args.type(1);
    TimePoint point = TimePoint.of(args.integer(1, row), type);
    return TimeSpan.of(ScalarFunction.DATE_TRUNC, args.text(0, row)).truncate(point).to(type);
  }

  private static long dateDiff(Args args, int row) {
    TimeSpan span = TimeSpan.of(ScalarFunction.DATE_DIFF, args.text(0, row));
    long from = span.index(TimePoint.of(args.integer(1, row), args.type(1)));
    return span.index(TimePoint.of(args.integer(2, row), args.type(2))) - from;
  }

  private static long addDays(Args args, int row) {
    long day = args.integer(0, row);
    long days = args.integer(1, row);
    long sum = day + days;
    if (sum != (int) sum || days != (int) days) {
      throw FunctionErrors.overflow(ScalarFunction.ADD_DAYS, days);
    }
    return sum;
  }

  private static long addMonths(Args args, int row) {
    long months = args.integer(1, row);
    TimePoint point = TimePoint.of(args.integer(0, row), args.type(0));
    try {
      long day = LocalDate.ofEpochDay(point.day()).plusMonths(months).toEpochDay();
      return new TimePoint(day, point.nanos()).to(args.type(0));
    } catch (java.time.DateTimeException | ArithmeticException e) {
      throw FunctionErrors.overflow(ScalarFunction.ADD_MONTHS, months);
    }
  }

  private static long addMicros(Args args, int row) {
    long micros = args.integer(1, row);
    long perMicro = ((TimestampType) args.type(0)).unit().perSecond() / 1_000_000;
    try {
      return Math.addExact(args.integer(0, row), Math.multiplyExact(micros, perMicro));
    } catch (ArithmeticException e) {
      throw FunctionErrors.overflow(ScalarFunction.ADD_MICROS, micros);
    }
  }

  private static long makeDate(Args args, int row) {
    try {
      return LocalDate.of(args.count(0, row), args.count(1, row), args.count(2, row)).toEpochDay();
    } catch (java.time.DateTimeException e) {
      String given = args.count(0, row) + ", " + args.count(1, row) + ", " + args.count(2, row);
      throw FunctionErrors.domain(ScalarFunction.MAKE_DATE, given);
    }
  }

  private static long lastDay(Args args, int row) {
    TimePoint point = TimePoint.of(args.integer(0, row), args.type(0));
    try {
      LocalDate day = LocalDate.ofEpochDay(point.day());
      return day.withDayOfMonth(day.lengthOfMonth()).toEpochDay();
    } catch (java.time.DateTimeException e) {
      throw FunctionErrors.domain(ScalarFunction.LAST_DAY, "the day " + point.day());
    }
  }

  /** Keeps the last template, which mostly is the only one. */
  private static RowFunction toChar() {
    TimeTemplate[] last = {TimeTemplate.parse("")};
    return (args, row) -> {
      String template = args.text(1, row);
      if (!last[0].isOf(template)) {
        last[0] = TimeTemplate.parse(template);
      }
      return last[0].write(TimePoint.of(args.integer(0, row), args.type(0)));
    };
  }
}
