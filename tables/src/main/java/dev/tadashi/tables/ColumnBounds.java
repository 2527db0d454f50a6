package dev.tadashi.tables;

import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.type.DataType;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Type;
import org.jspecify.annotations.Nullable;

/** The least and greatest values of columns in Iceberg's form and in ours. */
final class ColumnBounds {
  private ColumnBounds() {}

  /**
   * Null when Iceberg has no form for it: NaN is the greatest number in our order and in no bound
   * of Iceberg's.
   */
  static @Nullable ByteBuffer encode(@Nullable Literal bound, Type type, boolean lower) {
    if (bound == null || bound.isNull()) {
      return null;
    }
    return switch (type.typeId()) {
      case FLOAT, DOUBLE -> floating(bound.doubleValue(), type, lower);
      case BOOLEAN -> Conversions.toByteBuffer(type, bound.nonNull());
      case INTEGER, DATE -> Conversions.toByteBuffer(type, (int) bound.longValue());
      case LONG, TIME, TIMESTAMP, TIMESTAMP_NANO ->
          Conversions.toByteBuffer(type, bound.longValue());
      case DECIMAL -> Conversions.toByteBuffer(type, bound.nonNull());
      case STRING -> ByteBuffer.wrap(((String) bound.nonNull()).getBytes(StandardCharsets.UTF_8));
      case BINARY -> ByteBuffer.wrap((byte[]) bound.nonNull());
      default -> null;
    };
  }

  /** Zeros have a sign, and a bound takes the one that leaves out neither. */
  private static @Nullable ByteBuffer floating(double value, Type type, boolean lower) {
    if (Double.isNaN(value)) {
      return null;
    }
    double bound = value == 0 ? (lower ? -0.0 : 0.0) : value;
    return type.typeId() == Type.TypeID.FLOAT
        ? Conversions.toByteBuffer(type, (float) bound)
        : Conversions.toByteBuffer(type, bound);
  }

  /** A bound that was read back, as a value of the column's type. */
  static @Nullable Literal decode(@Nullable ByteBuffer bytes, Type type, DataType column) {
    if (bytes == null) {
      return null;
    }
    Object value = Conversions.fromByteBuffer(type, bytes);
    Object ours =
        switch (value) {
          case Integer number -> number.longValue();
          case Float number -> number.doubleValue();
          case BigDecimal number -> number;
          case CharSequence text -> text.toString();
          case ByteBuffer binary -> binaryOf(binary);
          default -> value;
        };
    return new Literal(column, ours);
  }

  private static byte[] binaryOf(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
