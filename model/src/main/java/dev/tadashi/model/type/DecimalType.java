package dev.tadashi.model.type;

/** Decimal with {@code precision} digits (1 to 38), {@code scale} of them after the point. */
public record DecimalType(int precision, int scale) implements DataType {
  public static final int MAX_PRECISION = 38;

  public DecimalType {
    if (precision < 1 || precision > MAX_PRECISION || scale < 0 || scale > precision) {
      throw new IllegalArgumentException("decimal(" + precision + "," + scale + ")");
    }
  }

  @Override
  public String text() {
    return "decimal(" + precision + "," + scale + ")";
  }

  @Override
  public String toString() {
    return text();
  }
}
