package dev.tadashi.formats.parquet;

import dev.tadashi.engine.column.Column;
import dev.tadashi.engine.column.ColumnStats;
import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.DecimalType;
import dev.tadashi.model.type.SimpleType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.parquet.format.Statistics;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;

/** A column's nulls, least and greatest value as a file tells them. */
final class ChunkStatistics {
  private static final int LONGEST = 256;

  private ChunkStatistics() {}

  static Statistics of(Column column) {
    ColumnStats stats = column.stats();
    Statistics told = new Statistics();
    told.setNull_count(stats.nullCount());
    Literal min = stats.min();
    Literal max = stats.max();
    byte @Nullable [] least = min == null ? null : bytes(min, true);
    byte @Nullable [] greatest = max == null ? null : bytes(max, false);
    if (least != null && greatest != null) {
      told.setMin_value(least);
      told.setMax_value(greatest);
    }
    return told;
  }

  /** Null where it is not to be told: NaN has no place in Parquet's order. */
  private static byte @Nullable [] bytes(Literal value, boolean least) {
    Type physical = ParquetTypes.physical(value.type());
    return switch (physical) {
      case BOOLEAN -> new byte[] {(byte) (Boolean.TRUE.equals(value.value()) ? 1 : 0)};
      case INT32 -> buffer(4).putInt((int) whole(value)).array();
      case INT64 -> buffer(8).putLong(whole(value)).array();
      case FLOAT, DOUBLE -> floating(value.doubleValue(), physical, least);
      case BYTE_ARRAY -> text(value);
      case FIXED_LEN_BYTE_ARRAY -> wide(value);
      case INT96 -> null;
    };
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static long whole(Literal value) {
    return value.type() instanceof DecimalType
        ? ((BigDecimal) value.nonNull()).unscaledValue().longValue()
        : value.longValue();
  }

  /** Zeros are told with the sign that takes in both. */
  private static byte @Nullable [] floating(double value, Type physical, boolean least) {
    if (Double.isNaN(value)) {
      return null;
    }
    double told = value == 0 ? (least ? -0.0 : 0.0) : value;
    return physical == Type.DOUBLE
        ? buffer(8).putDouble(told).array()
        : buffer(4).putFloat((float) told).array();
  }

  private static byte @Nullable [] text(Literal value) {
    byte[] bytes =
        value.type() == SimpleType.VARCHAR
            ? ((String) value.nonNull()).getBytes(StandardCharsets.UTF_8)
            : (byte[]) value.nonNull();
    return bytes.length <= LONGEST ? bytes : null;
  }

  private static byte[] wide(Literal value) {
    DataType type = value.type();
    BigInteger unscaled = ((BigDecimal) value.nonNull()).unscaledValue();
    byte[] bytes = new byte[ParquetTypes.decimalBytes((DecimalType) type)];
    Arrays.fill(bytes, unscaled.signum() < 0 ? (byte) -1 : (byte) 0);
    byte[] digits = unscaled.toByteArray();
    System.arraycopy(digits, 0, bytes, bytes.length - digits.length, digits.length);
    return bytes;
  }
}
