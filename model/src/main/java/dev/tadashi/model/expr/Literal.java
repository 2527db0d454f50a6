package dev.tadashi.model.expr;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.SimpleType;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A typed constant. The value is null (SQL null of that type), {@link Boolean}, {@link Long} (all
 * integers up to 64 bits, dates, times, timestamps in their unit), {@link Double}, {@link
 * BigDecimal} (decimals, and uint64), {@link String} or {@code byte[]}.
 */
@JsonSerialize(using = LiteralCodec.Writer.class)
@JsonDeserialize(using = LiteralCodec.Reader.class)
public record Literal(DataType type, @Nullable Object value) {

  public static Literal ofNull(DataType type) {
    return new Literal(type, null);
  }

  public static Literal of(boolean value) {
    return new Literal(SimpleType.BOOL, value);
  }

  public static Literal of(long value) {
    return new Literal(SimpleType.INT64, value);
  }

  public static Literal of(double value) {
    return new Literal(SimpleType.FLOAT64, value);
  }

  public static Literal of(String value) {
    return new Literal(SimpleType.VARCHAR, value);
  }

  public boolean isNull() {
    return value == null;
  }

  /** The value of a literal that is known not to be null. */
  public Object nonNull() {
    return Objects.requireNonNull(value, "a null literal has no value");
  }

  public long longValue() {
    return ((Number) nonNull()).longValue();
  }

  public double doubleValue() {
    return ((Number) nonNull()).doubleValue();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Literal that
        && type.equals(that.type)
        && Arrays.deepEquals(new Object[] {value}, new Object[] {that.value});
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(new Object[] {type, value});
  }

  @Override
  public String toString() {
    return LiteralCodec.text(this) + ":" + type.text();
  }
}
