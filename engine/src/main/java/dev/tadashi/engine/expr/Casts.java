package dev.tadashi.engine.expr;

import dev.tadashi.engine.column.Layout;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.DecimalType;
import dev.tadashi.model.type.SimpleType;
import dev.tadashi.model.type.TimeType;
import dev.tadashi.model.type.TimestampType;
import java.util.Optional;

/** Finds the conversion between two types. */
final class Casts {
  private static final long SECONDS_PER_DAY = 86_400;

  private Casts() {}

  /** The loop for the conversion; empty when it goes value by value. */
  static Optional<Kernel> kernel(Kernel source, DataType from, DataType to) {
    if (from == SimpleType.NULL) {
      Vec nulls = Constants.nulls(Layout.of(to));
      return Optional.of(rows -> nulls);
    } else if (from.isNumeric() && to.isNumeric()) {
      return number(source, from, to);
    }
    return switch (to) {
      case TimestampType target when from instanceof TimestampType origin ->
          Optional.of(
              TimeCast.between(source, origin.unit().perSecond(), target.unit().perSecond(), to));
      case TimestampType target when from == SimpleType.DATE ->
          Optional.of(TimeCast.times(source, SECONDS_PER_DAY * target.unit().perSecond(), to));
      case TimeType target when from instanceof TimeType origin ->
          Optional.of(
              TimeCast.between(source, origin.unit().perSecond(), target.unit().perSecond(), to));
      case SimpleType target when target == SimpleType.DATE && from instanceof TimestampType t ->
          Optional.of(TimeCast.divided(source, SECONDS_PER_DAY * t.unit().perSecond()));
      default -> Optional.empty();
    };
  }

  private static Optional<Kernel> number(Kernel source, DataType from, DataType to) {
    return switch (to) {
      case DecimalType decimal -> Optional.of(new ToDecimal(source, from, decimal));
      case SimpleType simple when to.isFloating() ->
          Optional.of(new ToDouble(source, from, simple));
      case SimpleType simple -> Optional.of(new ToInteger(source, from, simple));
      default -> Optional.empty();
    };
  }
}
