package dev.tadashi.engine.function;

import dev.tadashi.model.function.ScalarFunction;
import java.time.LocalDate;
import java.time.temporal.IsoFields;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A field of a date or time; those with a fraction give a double, the others a long. */
interface TimeField {
  Map<String, TimeField> FIELDS = fields();

  Object read(TimePoint point);

  static TimeField of(String word) {
    String name = word.trim().toLowerCase(Locale.ROOT);
    TimeField field = FIELDS.get(name);
    if (field == null) {
      throw FunctionErrors.unknownWord(ScalarFunction.DATE_PART, word, FIELDS.keySet());
    }
    return field;
  }

  private static Map<String, TimeField> fields() {
    Map<String, TimeField> fields = new TreeMap<>();
    fields.put("year", p -> (long) date(p).getYear());
    fields.put("month", p -> (long) date(p).getMonthValue());
    fields.put("day", p -> (long) date(p).getDayOfMonth());
    fields.put("hour", p -> p.nanos() / (3_600 * TimePoint.SECOND));
    fields.put("minute", p -> p.nanos() / (60 * TimePoint.SECOND) % 60);
    fields.put("second", p -> ofMinute(p) / 1e9);
    fields.put("millisecond", p -> ofMinute(p) / 1e6);
    fields.put("microsecond", p -> ofMinute(p) / 1_000);
    fields.put("dow", p -> (long) date(p).getDayOfWeek().getValue() % 7);
    fields.put("isodow", p -> (long) date(p).getDayOfWeek().getValue());
    fields.put("doy", p -> (long) date(p).getDayOfYear());
    fields.put("week", p -> (long) date(p).get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
    fields.put("isoyear", p -> (long) date(p).get(IsoFields.WEEK_BASED_YEAR));
    fields.put("quarter", p -> (long) date(p).get(IsoFields.QUARTER_OF_YEAR));
    fields.put("decade", p -> Math.floorDiv((long) date(p).getYear(), 10L));
    fields.put("century", p -> ordinal(date(p).getYear(), 100));
    fields.put("millennium", p -> ordinal(date(p).getYear(), 1_000));
    fields.put("epoch", p -> p.day() * 86_400.0 + p.nanos() / 1e9);
    for (String name : fields.keySet().toArray(String[]::new)) {
      fields.put(name.equals("century") ? "centuries" : name + "s", field(fields, name));
    }
    return fields;
  }

  private static TimeField field(Map<String, TimeField> fields, String name) {
    return java.util.Objects.requireNonNull(fields.get(name));
  }

  private static LocalDate date(TimePoint point) {
    return LocalDate.ofEpochDay(point.day());
  }

  private static long ofMinute(TimePoint point) {
    return point.nanos() % (60 * TimePoint.SECOND);
  }

  /** The first century is the years 1 to 100; there is no century 0. */
  private static long ordinal(long year, long length) {
    return year > 0 ? (year + length - 1) / length : -((length - year) / length);
  }
}
