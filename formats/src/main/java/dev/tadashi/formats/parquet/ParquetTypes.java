package dev.tadashi.formats.parquet;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.DecimalType;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.ListType;
import dev.tadashi.model.type.MapType;
import dev.tadashi.model.type.OtherType;
import dev.tadashi.model.type.SimpleType;
import dev.tadashi.model.type.StructType;
import dev.tadashi.model.type.TimeType;
import dev.tadashi.model.type.TimestampType;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.DateType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.IntType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.MicroSeconds;
import org.apache.parquet.format.MilliSeconds;
import org.apache.parquet.format.NanoSeconds;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.StringType;
import org.apache.parquet.format.TimeUnit;
import org.apache.parquet.format.Type;

/** How the types of columns are told in Parquet. */
final class ParquetTypes {
  /** Decimals of up to so many digits are 32-bit integers. */
  static final int INT32_DIGITS = 9;

  static final int INT64_DIGITS = 18;

  private ParquetTypes() {}

  /** The column's entries in a file's schema; a type that Parquet lacks is refused by its name. */
  static List<SchemaElement> elements(Field field) {
    List<SchemaElement> elements = new ArrayList<>();
    switch (field.type()) {
      case ListType list -> {
        elements.add(
            group(field, 1)
                .setLogicalType(LogicalType.LIST(new org.apache.parquet.format.ListType()))
                .setConverted_type(ConvertedType.LIST));
        elements.add(repeated("list", 1));
        elements.addAll(elements(Field.of("element", list.element())));
      }
      case MapType map -> {
        elements.add(
            group(field, 1)
                .setLogicalType(LogicalType.MAP(new org.apache.parquet.format.MapType()))
                .setConverted_type(ConvertedType.MAP));
        elements.add(repeated("key_value", 2));
        elements.addAll(elements(new Field("key", map.key(), false)));
        elements.addAll(elements(Field.of("value", map.value())));
      }
      case StructType struct -> {
        elements.add(group(field, struct.parts().size()));
        struct
            .parts()
            .forEach(part -> elements.addAll(elements(Field.of(part.name(), part.type()))));
      }
      default -> elements.add(element(field));
    }
    return elements;
  }

  private static SchemaElement group(Field field, int children) {
    return new SchemaElement(field.name())
        .setRepetition_type(repetition(field))
        .setNum_children(children);
  }

  private static SchemaElement repeated(String name, int children) {
    return new SchemaElement(name)
        .setRepetition_type(FieldRepetitionType.REPEATED)
        .setNum_children(children);
  }

  private static FieldRepetitionType repetition(Field field) {
    return field.nullable() ? FieldRepetitionType.OPTIONAL : FieldRepetitionType.REQUIRED;
  }

  private static SchemaElement element(Field field) {
    SchemaElement element = new SchemaElement(field.name());
    element.setRepetition_type(repetition(field));
    switch (field.type()) {
      case SimpleType simple -> simple(field, simple, element);
      case DecimalType decimal -> decimal(decimal, element);
      case TimeType time -> time(field, time, element);
      case TimestampType timestamp -> timestamp(field, timestamp, element);
      case ListType list -> throw unsupported(field);
      case StructType struct -> throw unsupported(field);
      case MapType map -> throw unsupported(field);
      case OtherType other -> throw unsupported(field);
    }
    return element;
  }

  static Type physical(DataType type) {
    return Objects.requireNonNull(element(new Field("", type, true)).getType());
  }

  private static void simple(Field field, SimpleType type, SchemaElement element) {
    switch (type) {
      case NULL -> throw unsupported(field);
      case BOOL -> element.setType(Type.BOOLEAN);
      case INT32 -> element.setType(Type.INT32);
      case INT64 -> element.setType(Type.INT64);
      case INT8, INT16, UINT8, UINT16, UINT32 -> {
        element.setType(Type.INT32);
        element.setLogicalType(integer(type));
      }
      case UINT64 -> {
        element.setType(Type.INT64);
        element.setLogicalType(integer(type));
      }
      case FLOAT32 -> element.setType(Type.FLOAT);
      case FLOAT64 -> element.setType(Type.DOUBLE);
      case VARCHAR -> {
        element.setType(Type.BYTE_ARRAY);
        element.setConverted_type(ConvertedType.UTF8);
        element.setLogicalType(LogicalType.STRING(new StringType()));
      }
      case BINARY -> element.setType(Type.BYTE_ARRAY);
      case DATE -> {
        element.setType(Type.INT32);
        element.setConverted_type(ConvertedType.DATE);
        element.setLogicalType(LogicalType.DATE(new DateType()));
      }
    }
  }

  private static LogicalType integer(SimpleType type) {
    return LogicalType.INTEGER(new IntType((byte) type.integerBits(), type.isSigned()));
  }

  private static void decimal(DecimalType type, SchemaElement element) {
    if (type.precision() <= INT32_DIGITS) {
      element.setType(Type.INT32);
    } else if (type.precision() <= INT64_DIGITS) {
      element.setType(Type.INT64);
    } else {
      element.setType(Type.FIXED_LEN_BYTE_ARRAY);
      element.setType_length(decimalBytes(type));
    }
    element.setConverted_type(ConvertedType.DECIMAL);
    element.setPrecision(type.precision());
    element.setScale(type.scale());
    element.setLogicalType(
        LogicalType.DECIMAL(
            new org.apache.parquet.format.DecimalType(type.scale(), type.precision())));
  }

  /** The fewest bytes that hold all numbers of so many digits. */
  static int decimalBytes(DecimalType type) {
    return BigInteger.TEN.pow(type.precision()).bitLength() / 8 + 1;
  }

  private static void time(Field field, TimeType type, SchemaElement element) {
    boolean millis = type.unit() == dev.tadashi.model.type.TimeUnit.MS;
    element.setType(millis ? Type.INT32 : Type.INT64);
    element.setLogicalType(
        LogicalType.TIME(new org.apache.parquet.format.TimeType(false, unit(field, type.unit()))));
  }

  private static void timestamp(Field field, TimestampType type, SchemaElement element) {
    element.setType(Type.INT64);
    element.setLogicalType(
        LogicalType.TIMESTAMP(
            new org.apache.parquet.format.TimestampType(
                type.zone() != null, unit(field, type.unit()))));
  }

  private static TimeUnit unit(Field field, dev.tadashi.model.type.TimeUnit unit) {
    return switch (unit) {
      case S -> throw unsupported(field);
      case MS -> TimeUnit.MILLIS(new MilliSeconds());
      case US -> TimeUnit.MICROS(new MicroSeconds());
      case NS -> TimeUnit.NANOS(new NanoSeconds());
    };
  }

  private static TadashiException unsupported(Field field) {
    return new TadashiException(
            ErrorCode.UNSUPPORTED,
            "column '%s' is %s, which is not written".formatted(field.name(), field.type().text()))
        .at("column", field.name())
        .hint("leave the column out, or convert it to a number, text, date or timestamp");
  }
}
