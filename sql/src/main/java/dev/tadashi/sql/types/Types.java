package dev.tadashi.sql.types;

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
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/**
 * Between the model's types and Calcite's. Unsigned integers are the next wider signed type to
 * Calcite; everything else is one to one, all of it nullable.
 */
public final class Types {
  private static final String UTC = "UTC";
  private static final int[] DIGITS = {0, 3, 6, 9};

  private Types() {}

  /** The type as Calcite sees it. */
  public static RelDataType toRel(DataType type, RelDataTypeFactory factory) {
    return factory.createTypeWithNullability(notNull(type, factory), true);
  }

  private static RelDataType notNull(DataType type, RelDataTypeFactory factory) {
    return switch (type) {
      case SimpleType simple -> simple(simple, factory);
      case DecimalType decimal ->
          factory.createSqlType(SqlTypeName.DECIMAL, decimal.precision(), decimal.scale());
      case TimeType time -> factory.createSqlType(SqlTypeName.TIME, digits(time.unit()));
      case TimestampType timestamp ->
          factory.createSqlType(
              timestamp.zone() == null
                  ? SqlTypeName.TIMESTAMP
                  : SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE,
              digits(timestamp.unit()));
      case OtherType other -> factory.createSqlType(SqlTypeName.ANY);
      case StructType struct -> factory.createSqlType(SqlTypeName.ANY);
      case MapType map -> factory.createSqlType(SqlTypeName.ANY);
      case ListType list -> factory.createArrayType(toRel(list.element(), factory), -1);
    };
  }

  private static RelDataType simple(SimpleType type, RelDataTypeFactory factory) {
    return switch (type) {
      case UINT64 -> factory.createSqlType(SqlTypeName.DECIMAL, 20, 0);
      default ->
          factory.createSqlType(
              switch (type) {
                case NULL -> SqlTypeName.NULL;
                case BOOL -> SqlTypeName.BOOLEAN;
                case INT8 -> SqlTypeName.TINYINT;
                case INT16, UINT8 -> SqlTypeName.SMALLINT;
                case INT32, UINT16 -> SqlTypeName.INTEGER;
                case INT64, UINT32, UINT64 -> SqlTypeName.BIGINT;
                case FLOAT32 -> SqlTypeName.REAL;
                case FLOAT64 -> SqlTypeName.DOUBLE;
                case VARCHAR -> SqlTypeName.VARCHAR;
                case BINARY -> SqlTypeName.VARBINARY;
                case DATE -> SqlTypeName.DATE;
              });
    };
  }

  private static int digits(TimeUnit unit) {
    return DIGITS[unit.ordinal()];
  }

  /** The model's type; empty for what only Calcite has: intervals, rows, symbols. */
  public static Optional<DataType> fromRel(RelDataType type) {
    return Optional.ofNullable(
        switch (type.getSqlTypeName()) {
          case BOOLEAN -> SimpleType.BOOL;
          case TINYINT -> SimpleType.INT8;
          case SMALLINT -> SimpleType.INT16;
          case INTEGER -> SimpleType.INT32;
          case BIGINT -> SimpleType.INT64;
          case UTINYINT -> SimpleType.UINT8;
          case USMALLINT -> SimpleType.UINT16;
          case UINTEGER -> SimpleType.UINT32;
          case UBIGINT -> SimpleType.UINT64;
          case REAL -> SimpleType.FLOAT32;
          case FLOAT, DOUBLE -> SimpleType.FLOAT64;
          case DECIMAL -> new DecimalType(type.getPrecision(), type.getScale());
          case CHAR, VARCHAR -> SimpleType.VARCHAR;
          case BINARY, VARBINARY -> SimpleType.BINARY;
          case DATE -> SimpleType.DATE;
          case TIME -> new TimeType(unit(type));
          case TIMESTAMP -> new TimestampType(unit(type), null);
          case TIMESTAMP_WITH_LOCAL_TIME_ZONE, TIMESTAMP_TZ -> new TimestampType(unit(type), UTC);
          case NULL, UNKNOWN -> SimpleType.NULL;
          case ARRAY -> list(type);
          default -> null;
        });
  }

  private static @Nullable DataType list(RelDataType type) {
    @Nullable RelDataType element = type.getComponentType();
    return element == null ? null : fromRel(element).map(ListType::new).orElse(null);
  }

  private static TimeUnit unit(RelDataType type) {
    int digits = type.getPrecision();
    return digits < 0
        ? TimeUnit.US
        : digits == 0
            ? TimeUnit.S
            : digits <= 3 ? TimeUnit.MS : digits <= 6 ? TimeUnit.US : TimeUnit.NS;
  }

  /** The signed type that stands for an unsigned one in expressions; others as they are. */
  public static DataType signed(DataType type) {
    return switch (type) {
      case SimpleType.UINT8 -> SimpleType.INT16;
      case SimpleType.UINT16 -> SimpleType.INT32;
      case SimpleType.UINT32 -> SimpleType.INT64;
      case SimpleType.UINT64 -> new DecimalType(20, 0);
      default -> type;
    };
  }
}
