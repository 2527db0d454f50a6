package dev.tadashi.engine.expr;

import dev.tadashi.engine.column.Layout;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.DecimalType;
import dev.tadashi.model.type.SimpleType;
import dev.tadashi.model.type.TimeType;
import dev.tadashi.model.type.TimestampType;

/** Finds the conversion between two types. */
final class Casts {
  private static final long SECONDS_PER_DAY = 86_400;

  private Casts() {}

  static Kernel kernel(Kernel source, DataType from, DataType to) {
    if (from == SimpleType.NULL) {
      Vec nulls = Constants.nulls(Layout.of(to));
      return rows -> nulls;
    } else if (from.isNumeric() && to.isNumeric()) {
      return number(source, from, to);
    }
    return switch (to) {
      case TimestampType target when from instanceof TimestampType origin ->
          TimeCast.between(source, origin.unit().perSecond(), target.unit().perSecond(), to);
      case TimestampType target when from == SimpleType.DATE ->
          TimeCast.times(source, SECONDS_PER_DAY * target.unit().perSecond(), to);
      case TimeType target when from instanceof TimeType origin ->
          TimeCast.between(source, origin.unit().perSecond(), target.unit().perSecond(), to);
      case SimpleType target when target == SimpleType.DATE && from instanceof TimestampType t ->
          TimeCast.divided(source, SECONDS_PER_DAY * t.unit().perSecond());
      default -> throw unsupported(from, to);
    };
  }

  private static Kernel number(Kernel source, DataType from, DataType to) {
    return switch (to) {
      case DecimalType decimal -> new ToDecimal(source, from, decimal);
      case SimpleType simple when to.isFloating() -> new ToDouble(source, from, simple);
      case SimpleType simple -> new ToInteger(source, from, simple);
      default -> throw unsupported(from, to);
    };
  }

  private static TadashiException unsupported(DataType from, DataType to) {
    return new TadashiException(
            ErrorCode.UNSUPPORTED, "there is no conversion of " + from.text() + " to " + to.text())
        .at("op", "cast");
  }
}
