package dev.tadashi.tables;

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
import dev.tadashi.model.type.TimeUnit;
import dev.tadashi.model.type.TimestampType;
import java.util.HashSet;
import java.util.Set;
import java.util.function.IntSupplier;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * Our types and Iceberg's. A column is kept in a type that both have: what Iceberg calls {@code
 * int} is, in the Parquet files, an integer of the column's own width, so small integers stay what
 * they were; unsigned 32 bits become 64, unsigned 64 bits a decimal, times become microseconds, and
 * so do timestamps, unless they have nanoseconds.
 */
final class TypeMapping {
  private static final DataType UNSIGNED = new DecimalType(20, 0);

  private TypeMapping() {}

  /** The column that a table has when one of this type is written; it holds all its values. */
  static Field stored(Field column) {
    return new Field(column.name(), stored(column, column.type()), column.nullable());
  }

  private static DataType stored(Field column, DataType type) {
    return switch (type) {
      case SimpleType simple -> stored(column, simple);
      case DecimalType decimal -> decimal;
      case TimeType time -> new TimeType(TimeUnit.US);
      case TimestampType time when time.unit() == TimeUnit.NS -> time;
      case TimestampType time -> new TimestampType(TimeUnit.US, time.zone());
      case ListType list -> new ListType(stored(column, list.element()));
      case MapType map -> new MapType(stored(column, map.key()), stored(column, map.value()));
      case StructType struct -> struct(column, struct);
      case OtherType other ->
          throw refused(column, "nothing in a table holds such values", "a type that is known");
    };
  }

  private static DataType struct(Field column, StructType struct) {
    Set<String> names = new HashSet<>();
    for (StructType.Part part : struct.parts()) {
      if (!names.add(part.name())) {
        throw refused(
            column, "it has two parts '" + part.name() + "'", "a struct of different names");
      }
    }
    return new StructType(
        struct.parts().stream()
            .map(part -> new StructType.Part(part.name(), stored(column, part.type())))
            .toList());
  }

  private static DataType stored(Field column, SimpleType type) {
    return switch (type) {
      case NULL -> throw refused(column, "nulls alone have no type", "the type it will have");
      case UINT64 -> UNSIGNED;
      case UINT32 -> SimpleType.INT64;
      default -> type;
    };
  }

  private static TadashiException refused(Field column, String why, String cast) {
    return new TadashiException(
            ErrorCode.INVALID_ARGUMENT,
            "the column '%s' of type %s cannot be written: %s"
                .formatted(column.name(), column.type().text(), why))
        .at("column", column.name())
        .hint("cast it to " + cast);
  }

  /** Whether the format's third version is needed, which alone has nanoseconds. */
  static boolean needsNanos(DataType type) {
    return switch (type) {
      case TimestampType time -> time.unit() == TimeUnit.NS;
      case ListType list -> needsNanos(list.element());
      case MapType map -> needsNanos(map.entry());
      case StructType struct -> struct.parts().stream().anyMatch(part -> needsNanos(part.type()));
      default -> false;
    };
  }

  /**
   * Of a stored type.
   *
   * @param ids of what is within it
   */
  static Type iceberg(DataType type, IntSupplier ids) {
    return switch (type) {
      case SimpleType simple -> iceberg(simple);
      case DecimalType decimal -> Types.DecimalType.of(decimal.precision(), decimal.scale());
      case TimeType time -> Types.TimeType.get();
      case TimestampType time when time.unit() == TimeUnit.NS ->
          time.zone() == null
              ? Types.TimestampNanoType.withoutZone()
              : Types.TimestampNanoType.withZone();
      case TimestampType time ->
          time.zone() == null ? Types.TimestampType.withoutZone() : Types.TimestampType.withZone();
      case ListType list -> Types.ListType.ofOptional(ids.getAsInt(), iceberg(list.element(), ids));
      case MapType map ->
          Types.MapType.ofOptional(
              ids.getAsInt(), ids.getAsInt(), iceberg(map.key(), ids), iceberg(map.value(), ids));
      case StructType struct ->
          Types.StructType.of(
              struct.parts().stream()
                  .map(part ->
                      Types.NestedField.optional(
                          ids.getAsInt(), part.name(), iceberg(part.type(), ids)))
                  .toList());
      case OtherType other -> throw new IllegalArgumentException(other.text());
    };
  }

  private static Type iceberg(SimpleType type) {
    return switch (type) {
      case BOOL -> Types.BooleanType.get();
      case INT8, INT16, INT32, UINT8, UINT16 -> Types.IntegerType.get();
      case INT64 -> Types.LongType.get();
      case FLOAT32 -> Types.FloatType.get();
      case FLOAT64 -> Types.DoubleType.get();
      case VARCHAR -> Types.StringType.get();
      case BINARY -> Types.BinaryType.get();
      case DATE -> Types.DateType.get();
      case NULL, UINT32, UINT64 -> throw new IllegalArgumentException(type.text());
    };
  }

  /** The stored type of a column of which no more is known. */
  static DataType model(Type type) {
    return switch (type.typeId()) {
      case BOOLEAN -> SimpleType.BOOL;
      case INTEGER -> SimpleType.INT32;
      case LONG -> SimpleType.INT64;
      case FLOAT -> SimpleType.FLOAT32;
      case DOUBLE -> SimpleType.FLOAT64;
      case STRING -> SimpleType.VARCHAR;
      case BINARY -> SimpleType.BINARY;
      case DATE -> SimpleType.DATE;
      case TIME -> new TimeType(TimeUnit.US);
      case DECIMAL -> decimal((Types.DecimalType) type);
      case TIMESTAMP -> timestamp(TimeUnit.US, ((Types.TimestampType) type).shouldAdjustToUTC());
      case TIMESTAMP_NANO ->
          timestamp(TimeUnit.NS, ((Types.TimestampNanoType) type).shouldAdjustToUTC());
      case LIST -> new ListType(model(type.asListType().elementType()));
      case MAP ->
          new MapType(model(type.asMapType().keyType()), model(type.asMapType().valueType()));
      case STRUCT ->
          new StructType(
              type.asStructType().fields().stream()
                  .map(part -> new StructType.Part(part.name(), model(part.type())))
                  .toList());
      default -> new OtherType(type.toString());
    };
  }

  private static DataType decimal(Types.DecimalType type) {
    return new DecimalType(type.precision(), type.scale());
  }

  private static DataType timestamp(TimeUnit unit, boolean instant) {
    return new TimestampType(unit, instant ? "UTC" : null);
  }
}
