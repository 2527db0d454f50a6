package dev.tadashi.server.flightsql;

import dev.tadashi.engine.column.ArrowLiterals;
import dev.tadashi.engine.column.ArrowTypes;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.OtherType;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/** The values that a client binds, one row of a batch at a time. */
final class ParameterValues {
  private ParameterValues() {}

  /** One value for each column. */
  static List<Literal> row(VectorSchemaRoot batch, int row) {
    List<Literal> values = new ArrayList<>();
    for (FieldVector vector : batch.getFieldVectors()) {
      DataType type = type(vector, values.size() + 1);
      values.add(ArrowLiterals.of(vector, row, type));
    }
    return values;
  }

  private static DataType type(FieldVector vector, int number) {
    DataType type = ArrowTypes.toType(vector.getField());
    if (type.isNested() || type instanceof OtherType) {
      throw unsupported(number, type.text());
    }
    return type;
  }

  private static TadashiException unsupported(int number, String type) {
    return new TadashiException(
            ErrorCode.UNSUPPORTED, "parameter " + number + " has the type " + type)
        .at("parameter", Integer.toString(number))
        .hint("bind a number, a text, bytes, a bool, a date, a time or a timestamp");
  }
}
