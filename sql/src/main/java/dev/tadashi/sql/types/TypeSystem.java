package dev.tadashi.sql.types;

import dev.tadashi.model.function.AggregateFunction;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.DecimalType;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeSystemImpl;
import org.apache.calcite.sql.type.SqlTypeName;

/** Widths, sums and averages as the model has them. */
public final class TypeSystem extends RelDataTypeSystemImpl {
  private static final int NANOSECONDS = 9;
  private static final int MICROSECONDS = 6;

  @Override
  public int getMaxPrecision(SqlTypeName type) {
    return switch (type) {
      case DECIMAL -> DecimalType.MAX_PRECISION;
      case TIME, TIMESTAMP, TIMESTAMP_WITH_LOCAL_TIME_ZONE, TIMESTAMP_TZ -> NANOSECONDS;
      default -> super.getMaxPrecision(type);
    };
  }

  @Override
  public int getMaxScale(SqlTypeName type) {
    return type == SqlTypeName.DECIMAL ? DecimalType.MAX_PRECISION : super.getMaxScale(type);
  }

  @Override
  public int getDefaultPrecision(SqlTypeName type) {
    return switch (type) {
      case DECIMAL -> DecimalType.MAX_PRECISION;
      case TIME, TIMESTAMP, TIMESTAMP_WITH_LOCAL_TIME_ZONE, TIMESTAMP_TZ -> MICROSECONDS;
      default -> super.getDefaultPrecision(type);
    };
  }

  @Override
  public RelDataType deriveSumType(RelDataTypeFactory factory, RelDataType argument) {
    return result(AggregateFunction.SUM, factory, argument);
  }

  @Override
  public RelDataType deriveAvgAggType(RelDataTypeFactory factory, RelDataType argument) {
    return result(AggregateFunction.AVG, factory, argument);
  }

  private static RelDataType result(
      AggregateFunction function, RelDataTypeFactory factory, RelDataType argument) {
    return Types.fromRel(argument)
        .filter(DataType::isNumeric)
        .map(type -> Types.toRel(function.resultType(type), factory))
        .orElse(argument);
  }

  /** Texts of different lengths stay what they are instead of being filled up with blanks. */
  @Override
  public boolean shouldConvertRaggedUnionTypesToVarying() {
    return true;
  }
}
