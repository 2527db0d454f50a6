package dev.tadashi.model.type;

import java.util.Locale;

/** The types without parameters. */
public enum SimpleType implements DataType {
  NULL(0, false),
  BOOL(0, false),
  INT8(8, true),
  INT16(16, true),
  INT32(32, true),
  INT64(64, true),
  UINT8(8, false),
  UINT16(16, false),
  UINT32(32, false),
  UINT64(64, false),
  FLOAT32(0, true),
  FLOAT64(0, true),
  VARCHAR(0, false),
  BINARY(0, false),
  /** Days since 1970-01-01, 32 bits. */
  DATE(0, false);

  private final int integerBits;
  private final boolean signed;

  SimpleType(int integerBits, boolean signed) {
    this.integerBits = integerBits;
    this.signed = signed;
  }

  /** Width of an integer type, 0 for the others. */
  public int integerBits() {
    return integerBits;
  }

  public boolean isSigned() {
    return signed;
  }

  @Override
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return text();
  }
}
