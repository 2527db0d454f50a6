package dev.tadashi.server.flight;

import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.DecimalType;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.ListType;
import dev.tadashi.model.type.OtherType;
import dev.tadashi.model.type.Schema;
import dev.tadashi.model.type.SimpleType;
import dev.tadashi.model.type.TimeType;
import dev.tadashi.model.type.TimeUnit;
import dev.tadashi.model.type.TimestampType;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.FieldType;

/** The model's schemas as Arrow's, for descriptions; the batches bring their own. */
public final class ArrowSchemas {
  private ArrowSchemas() {}

  static org.apache.arrow.vector.types.pojo.Schema of(Schema schema) {
    return of(schema, field -> Map.of());
  }

  /** With metadata for each field. */
  public static org.apache.arrow.vector.types.pojo.Schema of(
      Schema schema, Function<Field, Map<String, String>> metadata) {
    return new org.apache.arrow.vector.types.pojo.Schema(
        schema.fields().stream().map(field -> field(field, metadata.apply(field))).toList());
  }

  private static org.apache.arrow.vector.types.pojo.Field field(
      Field field, Map<String, String> metadata) {
    List<org.apache.arrow.vector.types.pojo.Field> children =
        field.type() instanceof ListType list
            ? List.of(field(Field.of("item", list.element()), Map.of()))
            : List.of();
    return new org.apache.arrow.vector.types.pojo.Field(
        field.name(),
        new FieldType(field.nullable(), type(field.type()), null, metadata),
        children);
  }

  private static ArrowType type(DataType type) {
    return switch (type) {
      case SimpleType simple -> simple(simple);
      case DecimalType decimal -> new ArrowType.Decimal(decimal.precision(), decimal.scale(), 128);
      case TimeType time -> {
        boolean small = time.unit() == TimeUnit.S || time.unit() == TimeUnit.MS;
        yield new ArrowType.Time(unit(time.unit()), small ? 32 : 64);
      }
      case TimestampType timestamp ->
          new ArrowType.Timestamp(unit(timestamp.unit()), timestamp.zone());
      case ListType list -> new ArrowType.List();
      case OtherType other -> new ArrowType.Utf8();
    };
  }

  private static ArrowType simple(SimpleType type) {
    return switch (type) {
      case NULL -> new ArrowType.Null();
      case BOOL -> new ArrowType.Bool();
      case FLOAT32 -> new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);
      case FLOAT64 -> new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
      case VARCHAR -> new ArrowType.Utf8();
      case BINARY -> new ArrowType.Binary();
      case DATE -> new ArrowType.Date(DateUnit.DAY);
      case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64 ->
          new ArrowType.Int(type.integerBits(), type.isSigned());
    };
  }

  private static org.apache.arrow.vector.types.TimeUnit unit(TimeUnit unit) {
    return switch (unit) {
      case S -> org.apache.arrow.vector.types.TimeUnit.SECOND;
      case MS -> org.apache.arrow.vector.types.TimeUnit.MILLISECOND;
      case US -> org.apache.arrow.vector.types.TimeUnit.MICROSECOND;
      case NS -> org.apache.arrow.vector.types.TimeUnit.NANOSECOND;
    };
  }
}
