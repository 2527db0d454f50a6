package dev.tadashi.engine.column;

import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.DecimalType;
import dev.tadashi.model.type.ListType;
import dev.tadashi.model.type.MapType;
import dev.tadashi.model.type.OtherType;
import dev.tadashi.model.type.SimpleType;
import dev.tadashi.model.type.StructType;
import dev.tadashi.model.type.TimeType;
import dev.tadashi.model.type.TimestampType;

/** How values of a type lie in memory. It differs from Arrow's where another form is faster. */
public enum Layout {
  /** No data at all: every row is null. */
  NOTHING(0),
  /** Conditions are whole bytes, 0 or 1. */
  BOOL(1),
  I8(1),
  U8(1),
  I16(2),
  U16(2),
  I32(4),
  U32(4),
  /** 64-bit integers of either sign, times and timestamps, decimals of up to 18 digits, scaled. */
  I64(8),
  F32(4),
  F64(8),
  /** Decimals of more than 18 digits, scaled. */
  I128(16),
  /**
   * Texts and byte strings: 64-bit offsets, or dictionary codes. Nested values are bytes as {@link
   * NestedBytes} tells.
   */
  BYTES(0);

  /** Decimals of up to so many digits are scaled 64-bit integers. */
  public static final int SHORT_DIGITS = 18;

  private final int width;

  Layout(int width) {
    this.width = width;
  }

  /** Bytes per value, 0 for the layouts without fixed width. */
  public int width() {
    return width;
  }

  public static Layout of(DataType type) {
    return switch (type) {
      case SimpleType simple -> simple(simple);
      case DecimalType decimal -> decimal.precision() <= SHORT_DIGITS ? I64 : I128;
      case TimeType time -> I64;
      case TimestampType timestamp -> I64;
      case ListType list -> BYTES;
      case StructType struct -> BYTES;
      case MapType map -> BYTES;
      case OtherType other -> throw ArrowTypes.unsupported(other.name());
    };
  }

  private static Layout simple(SimpleType type) {
    return switch (type) {
      case NULL -> NOTHING;
      case BOOL -> BOOL;
      case INT8 -> I8;
      case UINT8 -> U8;
      case INT16 -> I16;
      case UINT16 -> U16;
      case INT32, DATE -> I32;
      case UINT32 -> U32;
      case INT64, UINT64 -> I64;
      case FLOAT32 -> F32;
      case FLOAT64 -> F64;
      case VARCHAR, BINARY -> BYTES;
    };
  }
}
