package dev.tadashi.model.type;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Which types hold all values of another: integers widen to longer ones of any sign that fits and
 * to doubles, floats to doubles, decimals to more digits before the point, dates to timestamps,
 * times and timestamps to finer units, nulls to anything. What is not here does not widen.
 */
public final class TypeWidening {
  private static final List<SimpleType> NUMBERS =
      List.of(
          SimpleType.INT8,
          SimpleType.UINT8,
          SimpleType.INT16,
          SimpleType.UINT16,
          SimpleType.INT32,
          SimpleType.UINT32,
          SimpleType.INT64,
          SimpleType.UINT64,
          SimpleType.FLOAT32,
          SimpleType.FLOAT64);

  private TypeWidening() {}

  /** Whether values of {@code from} are read as {@code to}, another type. */
  public static boolean widens(DataType from, DataType to) {
    return switch (to) {
      case SimpleType simple ->
          from == SimpleType.NULL || from instanceof SimpleType narrow && widens(narrow, simple);
      case DecimalType wide ->
          from == SimpleType.NULL
              || from instanceof DecimalType narrow
                  && narrow.scale() == wide.scale()
                  && narrow.precision() <= wide.precision();
      case TimestampType wide ->
          from == SimpleType.NULL
              || from == SimpleType.DATE && wide.zone() == null
              || from instanceof TimestampType narrow
                  && Objects.equals(narrow.zone(), wide.zone())
                  && narrow.unit().compareTo(wide.unit()) <= 0;
      case TimeType wide ->
          from == SimpleType.NULL
              || from instanceof TimeType narrow && narrow.unit().compareTo(wide.unit()) <= 0;
      case ListType list -> false;
      case OtherType other -> false;
    };
  }

  private static boolean widens(SimpleType from, SimpleType to) {
    if (from.integerBits() == 0) {
      return from == SimpleType.FLOAT32 && to == SimpleType.FLOAT64;
    }
    if (to.integerBits() == 0) {
      return to == SimpleType.FLOAT64;
    }
    boolean signFits = from.isSigned() == to.isSigned() || to.isSigned();
    return signFits && from.integerBits() < to.integerBits();
  }

  /** The narrowest type that both are or widen to; of two unknown types the first. */
  public static Optional<DataType> common(DataType left, DataType right) {
    if (isOrWidens(right, left)) {
      return Optional.of(left);
    } else if (isOrWidens(left, right)) {
      return Optional.of(right);
    } else if (left instanceof OtherType && right instanceof OtherType) {
      return Optional.of(left);
    }
    return NUMBERS.stream()
        .filter(wide -> isOrWidens(left, wide) && isOrWidens(right, wide))
        .map(DataType.class::cast)
        .findFirst();
  }

  private static boolean isOrWidens(DataType from, DataType to) {
    return from.equals(to) || from == SimpleType.NULL || widens(from, to);
  }
}
