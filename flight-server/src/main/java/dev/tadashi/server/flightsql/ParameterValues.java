package dev.tadashi.server.flightsql;

import dev.tadashi.engine.column.ArrowTypes;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.OtherType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
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
import org.apache.arrow.vector.VectorSchemaRoot;

/** The values that a client binds, one row of a batch at a time. */
final class ParameterValues {
  private static final long MILLIS_PER_DAY = 86_400_000;

  private ParameterValues() {}

  /** One value for each column. */
  static List<Literal> row(VectorSchemaRoot batch, int row) {
    List<Literal> values = new ArrayList<>();
    for (FieldVector vector : batch.getFieldVectors()) {
      DataType type = type(vector, values.size() + 1);
      values.add(vector.isNull(row) ? Literal.ofNull(type) : new Literal(type, value(vector, row)));
    }
    return values;
  }

  private static DataType type(FieldVector vector, int number) {
    DataType type = ArrowTypes.toType(vector.getField());
    if (type instanceof OtherType other) {
      throw unsupported(number, other.name());
    }
    return type;
  }

  private static TadashiException unsupported(int number, String type) {
    return new TadashiException(
            ErrorCode.UNSUPPORTED, "parameter " + number + " has the type " + type)
        .at("parameter", Integer.toString(number))
        .hint("bind a number, a text, bytes, a bool, a date, a time or a timestamp");
  }

  /** As a literal holds it. */
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
