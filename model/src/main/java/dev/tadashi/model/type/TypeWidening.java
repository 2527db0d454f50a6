package dev.tadashi.model.type;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Which types hold all values of another: integers widen to longer ones of any sign that fits and
 * and to doubles and decimals of enough digits, floats to doubles, decimals to more digits before
 * the point, dates to timestamps, times and timestamps to finer units, nulls to anything, nested
 * types when all in them are the same or widen. What is not here does not widen.
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

  private final boolean byValue;

  private TypeWidening(boolean byValue) {
    this.byValue = byValue;
  }

  /** Whether values of {@code from} are read as {@code to}, another type. */
  public static boolean widens(DataType from, DataType to) {
    return new TypeWidening(false).all(from, to);
  }

  /**
   * Whether values of {@code from} can be kept as {@code to}: it is the same, widens, or is looked
   * at value by value, as nanoseconds of a time of day are that may be whole microseconds.
   */
  public static boolean isKeptAs(DataType from, DataType to) {
    return new TypeWidening(true).same(from, to);
  }

  private boolean same(DataType from, DataType to) {
    return from.equals(to) || from == SimpleType.NULL || all(from, to);
  }

  private boolean all(DataType from, DataType to) {
    if (from == SimpleType.NULL) {
      return !(to instanceof OtherType);
    }
    return switch (to) {
      case SimpleType simple -> from instanceof SimpleType narrow && widens(narrow, simple);
      case DecimalType wide ->
          from instanceof SimpleType number
                  && wide.scale() == 0
                  && digits(number) <= wide.precision()
              || from instanceof DecimalType narrow
                  && narrow.scale() == wide.scale()
                  && narrow.precision() <= wide.precision();
      case TimestampType wide ->
          from == SimpleType.DATE && wide.zone() == null
              || from instanceof TimestampType narrow
                  && Objects.equals(narrow.zone(), wide.zone())
                  && narrow.unit().compareTo(wide.unit()) <= 0;
      case TimeType wide ->
          from instanceof TimeType narrow
              && (narrow.unit().compareTo(wide.unit()) <= 0
                  || byValue && wide.unit() == TimeUnit.US);
      case ListType wide ->
          from instanceof ListType narrow && same(narrow.element(), wide.element());
      case MapType wide -> from instanceof MapType narrow && all(narrow.entry(), wide.entry());
      case StructType wide -> from instanceof StructType narrow && parts(narrow, wide);
      case OtherType other -> false;
    };
  }

  private boolean parts(StructType from, StructType to) {
    boolean fits = from.parts().size() == to.parts().size();
    for (int i = 0; fits && i < from.parts().size(); i++) {
      StructType.Part narrow = from.parts().get(i);
      StructType.Part wide = to.parts().get(i);
      fits = narrow.name().equals(wide.name()) && same(narrow.type(), wide.type());
    }
    return fits;
  }

  /** Digits of the longest integer of a type; too many for any decimal when it is none. */
  private static int digits(SimpleType type) {
    return switch (type.integerBits()) {
      case 8 -> 3;
      case 16 -> 5;
      case 32 -> 10;
      case 64 -> type.isSigned() ? 19 : 20;
      default -> Integer.MAX_VALUE;
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

  /**
   * The narrowest type that both are or widen to; of others that nobody computes on, an unknown
   * one.
   */
  public static Optional<DataType> common(DataType left, DataType right) {
    if (isOrWidens(right, left)) {
      return Optional.of(left);
    } else if (isOrWidens(left, right)) {
      return Optional.of(right);
    } else if (isComposed(left) && isComposed(right)) {
      return Optional.of(left instanceof OtherType ? left : new OtherType(left.text()));
    }
    return NUMBERS.stream()
        .filter(wide -> isOrWidens(left, wide) && isOrWidens(right, wide))
        .map(DataType.class::cast)
        .findFirst();
  }

  private static boolean isComposed(DataType type) {
    return type.isNested() || type instanceof OtherType;
  }

  private static boolean isOrWidens(DataType from, DataType to) {
    return new TypeWidening(false).same(from, to);
  }
}
