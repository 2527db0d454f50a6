package dev.tadashi.server.flightsql;

import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.DecimalType;
import dev.tadashi.model.type.ListType;
import dev.tadashi.model.type.MapType;
import dev.tadashi.model.type.OtherType;
import dev.tadashi.model.type.SimpleType;
import dev.tadashi.model.type.StructType;
import dev.tadashi.model.type.TimeType;
import dev.tadashi.model.type.TimeUnit;
import dev.tadashi.model.type.TimestampType;
import java.util.Optional;

/**
 * A type as SQL clients name and measure it.
 *
 * @param precision digits of a number, or characters of a time; none where it has no meaning
 * @param scale digits after the point
 */
record SqlType(String name, Optional<Integer> precision, Optional<Integer> scale) {
  private static final int DATE_LENGTH = 10;
  private static final int TIME_LENGTH = 8;
  private static final int FLOAT_DIGITS = 7;
  private static final int DOUBLE_DIGITS = 15;

  static SqlType of(DataType type) {
    return switch (type) {
      case SimpleType simple -> simple(simple);
      case DecimalType decimal ->
          new SqlType("DECIMAL", Optional.of(decimal.precision()), Optional.of(decimal.scale()));
      case TimeType time -> moment("TIME", TIME_LENGTH, digits(time.unit()));
      case TimestampType moment ->
          moment(
              moment.zone() == null ? "TIMESTAMP" : "TIMESTAMP WITH TIME ZONE",
              DATE_LENGTH + 1 + TIME_LENGTH,
              digits(moment.unit()));
      case ListType list -> named(of(list.element()).name() + "[]");
      case StructType struct -> named("STRUCT");
      case MapType map ->
          named("MAP(" + of(map.key()).name() + ", " + of(map.value()).name() + ")");
      case OtherType other -> named("VARCHAR");
    };
  }

  private static SqlType simple(SimpleType type) {
    return switch (type) {
      case NULL -> named("NULL");
      case BOOL -> named("BOOLEAN");
      case INT8 -> number("TINYINT", 3);
      case INT16 -> number("SMALLINT", 5);
      case INT32 -> number("INTEGER", 10);
      case INT64 -> number("BIGINT", 19);
      case UINT8 -> number("UTINYINT", 3);
      case UINT16 -> number("USMALLINT", 5);
      case UINT32 -> number("UINTEGER", 10);
      case UINT64 -> number("UBIGINT", 20);
      case FLOAT32 -> new SqlType("REAL", Optional.of(FLOAT_DIGITS), Optional.empty());
      case FLOAT64 -> new SqlType("DOUBLE", Optional.of(DOUBLE_DIGITS), Optional.empty());
      case VARCHAR -> named("VARCHAR");
      case BINARY -> named("VARBINARY");
      case DATE -> new SqlType("DATE", Optional.of(DATE_LENGTH), Optional.empty());
    };
  }

  private static SqlType named(String name) {
    return new SqlType(name, Optional.empty(), Optional.empty());
  }

  private static SqlType number(String name, int digits) {
    return new SqlType(name, Optional.of(digits), Optional.of(0));
  }

  private static SqlType moment(String name, int length, int digits) {
    int precision = digits == 0 ? length : length + 1 + digits;
    return new SqlType(name, Optional.of(precision), Optional.of(digits));
  }

  private static int digits(TimeUnit unit) {
    return unit.ordinal() * 3;
  }
}
