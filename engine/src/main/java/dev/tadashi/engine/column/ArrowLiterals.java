package dev.tadashi.engine.column;

import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.type.DataType;
import java.math.BigDecimal;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DateMilliVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.FloatingPointVector;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeMilliVector;
import org.apache.arrow.vector.TimeNanoVector;
import org.apache.arrow.vector.TimeSecVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.UInt8Vector;

/** Values of Arrow's vectors as constants. */
public final class ArrowLiterals {
  private static final long MILLIS_PER_DAY = 86_400_000;

  private ArrowLiterals() {}

  /** The value in a row of a vector, whose type {@link ArrowTypes} tells. */
  public static Literal of(FieldVector vector, int row, DataType type) {
    return vector.isNull(row) ? Literal.ofNull(type) : new Literal(type, value(vector, row));
  }

  private static Object value(FieldVector vector, int row) {
    return switch (vector) {
      case NullVector nothing -> throw new IllegalStateException("a null has no value");
      case BitVector bit -> bit.get(row) == 1;
      case UInt8Vector number -> new BigDecimal(number.getObjectNoOverflow(row));
      case BaseIntVector number -> number.getValueAsLong(row);
      case FloatingPointVector number -> number.getValueAsDouble(row);
      case DateDayVector date -> (long) date.get(row);
      case DateMilliVector date -> Math.floorDiv(date.get(row), MILLIS_PER_DAY);
      case TimeSecVector time -> (long) time.get(row);
      case TimeMilliVector time -> (long) time.get(row);
      case TimeMicroVector time -> time.get(row);
      case TimeNanoVector time -> time.get(row);
      case TimeStampVector moment -> moment.get(row);
      case FixedSizeBinaryVector binary -> binary.get(row);
      default -> other(vector.getObject(row));
    };
  }

  private static Object other(Object value) {
    return switch (value) {
      case org.apache.arrow.vector.util.Text text -> text.toString();
      case byte[] binary -> binary;
      case BigDecimal decimal -> decimal;
      default -> throw new IllegalStateException("no literal holds a " + value.getClass());
    };
  }
}
