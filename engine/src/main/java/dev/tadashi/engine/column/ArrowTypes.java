package dev.tadashi.engine.column;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.DecimalType;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.ListType;
import dev.tadashi.model.type.MapType;
import dev.tadashi.model.type.OtherType;
import dev.tadashi.model.type.Schema;
import dev.tadashi.model.type.SimpleType;
import dev.tadashi.model.type.StructType;
import dev.tadashi.model.type.TimeType;
import dev.tadashi.model.type.TimeUnit;
import dev.tadashi.model.type.TimestampType;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.jspecify.annotations.Nullable;

/** Arrow's types and ours. What the engine does not hold is an {@link OtherType}. */
public final class ArrowTypes {
  private ArrowTypes() {}

  /** Our type of an Arrow field. */
  public static DataType toType(org.apache.arrow.vector.types.pojo.Field field) {
    if (field.getDictionary() != null) {
      return new OtherType("dictionary");
    }
    return switch (field.getType()) {
      case ArrowType.Null x -> SimpleType.NULL;
      case ArrowType.Bool x -> SimpleType.BOOL;
      case ArrowType.Int x -> integer(x);
      case ArrowType.FloatingPoint x -> floating(x);
      case ArrowType.Utf8 x -> SimpleType.VARCHAR;
      case ArrowType.LargeUtf8 x -> SimpleType.VARCHAR;
      case ArrowType.Utf8View x -> SimpleType.VARCHAR;
      case ArrowType.Binary x -> SimpleType.BINARY;
      case ArrowType.LargeBinary x -> SimpleType.BINARY;
      case ArrowType.BinaryView x -> SimpleType.BINARY;
      case ArrowType.FixedSizeBinary x -> SimpleType.BINARY;
      case ArrowType.Date x -> SimpleType.DATE;
      case ArrowType.Time x -> new TimeType(unit(x.getUnit()));
      case ArrowType.Timestamp x -> timestamp(x);
      case ArrowType.Decimal x -> decimal(x);
      case ArrowType.List x -> nested(field);
      case ArrowType.LargeList x -> nested(field);
      case ArrowType.FixedSizeList x -> nested(field);
      case ArrowType.Struct x -> nested(field);
      case ArrowType.Map x -> nested(field);
      default -> new OtherType(OtherTypes.name(field));
    };
  }

  /** Carried when all that is in it is. */
  private static DataType nested(org.apache.arrow.vector.types.pojo.Field field) {
    List<org.apache.arrow.vector.types.pojo.Field> children = field.getChildren();
    List<DataType> types = children.stream().map(ArrowTypes::toType).toList();
    if (types.isEmpty() || types.stream().anyMatch(OtherType.class::isInstance)) {
      return new OtherType(OtherTypes.name(field));
    }
    return switch (field.getType()) {
      case ArrowType.Struct x ->
          new StructType(
              IntStream.range(0, types.size())
                  .mapToObj(i -> new StructType.Part(children.get(i).getName(), types.get(i)))
                  .toList());
      case ArrowType.Map x -> map((StructType) types.getFirst());
      default -> new ListType(types.getFirst());
    };
  }

  private static DataType map(StructType entry) {
    return new MapType(entry.parts().get(0).type(), entry.parts().get(1).type());
  }

  /** Our field of an Arrow field. */
  public static Field toField(org.apache.arrow.vector.types.pojo.Field field) {
    return new Field(field.getName(), toType(field), field.isNullable());
  }

  /** Our schema of an Arrow schema. */
  public static Schema toSchema(org.apache.arrow.vector.types.pojo.Schema schema) {
    return new Schema(schema.getFields().stream().map(ArrowTypes::toField).toList());
  }

  /** The Arrow field that results carry. */
  public static org.apache.arrow.vector.types.pojo.Field toArrow(Field field) {
    FieldType type = new FieldType(field.nullable(), toArrow(field.type()), null);
    return new org.apache.arrow.vector.types.pojo.Field(field.name(), type, children(field.type()));
  }

  /** The fields within the field of a nested type; none for others. */
  public static List<org.apache.arrow.vector.types.pojo.Field> children(DataType type) {
    return switch (type) {
      case ListType list -> List.of(toArrow(Field.of("item", list.element())));
      case StructType struct ->
          struct.parts().stream().map(part -> toArrow(Field.of(part.name(), part.type()))).toList();
      case MapType map ->
          List.of(
              new org.apache.arrow.vector.types.pojo.Field(
                  "entries",
                  FieldType.notNullable(ArrowType.Struct.INSTANCE),
                  List.of(
                      toArrow(new Field("key", map.key(), false)),
                      toArrow(Field.of("value", map.value())))));
      default -> List.of();
    };
  }

  /** The Arrow schema that results carry. */
  public static org.apache.arrow.vector.types.pojo.Schema toArrow(Schema schema) {
    return new org.apache.arrow.vector.types.pojo.Schema(
        schema.fields().stream().map(ArrowTypes::toArrow).toList());
  }

  public static ArrowType toArrow(DataType type) {
    return switch (type) {
      case SimpleType simple -> simpleToArrow(simple);
      case DecimalType d -> new ArrowType.Decimal(d.precision(), d.scale(), 128);
      case TimeType t -> new ArrowType.Time(arrowUnit(t.unit()), timeBits(t.unit()));
      case TimestampType t -> new ArrowType.Timestamp(arrowUnit(t.unit()), t.zone());
      case ListType list -> ArrowType.List.INSTANCE;
      case StructType struct -> ArrowType.Struct.INSTANCE;
      case MapType map -> new ArrowType.Map(false);
      case OtherType other -> throw unsupported(other.name());
    };
  }

  private static ArrowType simpleToArrow(SimpleType type) {
    return switch (type) {
      case NULL -> ArrowType.Null.INSTANCE;
      case BOOL -> ArrowType.Bool.INSTANCE;
      case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64 ->
          new ArrowType.Int(type.integerBits(), type.isSigned());
      case FLOAT32 -> new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);
      case FLOAT64 -> new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
      case VARCHAR -> ArrowType.Utf8.INSTANCE;
      case BINARY -> ArrowType.Binary.INSTANCE;
      case DATE -> new ArrowType.Date(DateUnit.DAY);
    };
  }

  private static DataType integer(ArrowType.Int type) {
    return switch (type.getBitWidth()) {
      case 8 -> type.getIsSigned() ? SimpleType.INT8 : SimpleType.UINT8;
      case 16 -> type.getIsSigned() ? SimpleType.INT16 : SimpleType.UINT16;
      case 32 -> type.getIsSigned() ? SimpleType.INT32 : SimpleType.UINT32;
      default -> type.getIsSigned() ? SimpleType.INT64 : SimpleType.UINT64;
    };
  }

  private static DataType floating(ArrowType.FloatingPoint type) {
    return switch (type.getPrecision()) {
      case HALF, SINGLE -> SimpleType.FLOAT32;
      case DOUBLE -> SimpleType.FLOAT64;
    };
  }

  private static DataType decimal(ArrowType.Decimal type) {
    boolean held =
        type.getBitWidth() == 128
            && type.getPrecision() >= 1
            && type.getPrecision() <= DecimalType.MAX_PRECISION
            && type.getScale() >= 0
            && type.getScale() <= type.getPrecision();
    return held
        ? new DecimalType(type.getPrecision(), type.getScale())
        : new OtherType(OtherTypes.decimal(type));
  }

  private static DataType timestamp(ArrowType.Timestamp type) {
    @Nullable String zone = type.getTimezone();
    return new TimestampType(unit(type.getUnit()), zone == null || zone.isEmpty() ? null : zone);
  }

  private static TimeUnit unit(org.apache.arrow.vector.types.TimeUnit unit) {
    return switch (unit) {
      case SECOND -> TimeUnit.S;
      case MILLISECOND -> TimeUnit.MS;
      case MICROSECOND -> TimeUnit.US;
      case NANOSECOND -> TimeUnit.NS;
    };
  }

  private static org.apache.arrow.vector.types.TimeUnit arrowUnit(TimeUnit unit) {
    return switch (unit) {
      case S -> org.apache.arrow.vector.types.TimeUnit.SECOND;
      case MS -> org.apache.arrow.vector.types.TimeUnit.MILLISECOND;
      case US -> org.apache.arrow.vector.types.TimeUnit.MICROSECOND;
      case NS -> org.apache.arrow.vector.types.TimeUnit.NANOSECOND;
    };
  }

  private static int timeBits(TimeUnit unit) {
    return unit == TimeUnit.S || unit == TimeUnit.MS ? 32 : 64;
  }

  static TadashiException unsupported(String type) {
    return new TadashiException(
            ErrorCode.UNSUPPORTED, "columns of type " + type + " are not supported")
        .hint("leave the column out, or convert it to a number, text, date or timestamp");
  }
}
