package dev.tadashi.model.type;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * A column's type. Each has one text form, used in JSON and in messages: {@code bool, int8 ...
 * int64, uint8 ... uint64, float32, float64, varchar, binary, date, null, decimal(p,s), time(unit),
 * timestamp(unit), timestamp(unit,zone), list(type), struct(name type, ...), map(type, type),
 * other(name)} with units {@code s, ms, us, ns}.
 */
public sealed interface DataType
    permits SimpleType,
        DecimalType,
        TimeType,
        TimestampType,
        ListType,
        StructType,
        MapType,
        OtherType {

  /** The text form, which {@link #parse} reads back. */
  @JsonValue
  String text();

  /** Reads a text form. */
  @JsonCreator
  static DataType parse(String text) {
    return TypeParser.parse(text);
  }

  default boolean isInteger() {
    return this instanceof SimpleType simple && simple.integerBits() != 0;
  }

  default boolean isFloating() {
    return this == SimpleType.FLOAT32 || this == SimpleType.FLOAT64;
  }

  default boolean isNumeric() {
    return isInteger() || isFloating() || this instanceof DecimalType;
  }

  /** Date, time or timestamp. */
  default boolean isTemporal() {
    return this == SimpleType.DATE || this instanceof TimeType || this instanceof TimestampType;
  }

  /** List, struct or map: carried as a whole, without an order and without conversions. */
  default boolean isNested() {
    return this instanceof ListType || this instanceof StructType || this instanceof MapType;
  }
}
