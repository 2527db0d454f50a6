package dev.tadashi.server.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.json.Json;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.ListType;
import dev.tadashi.model.type.MapType;
import dev.tadashi.model.type.Schema;
import dev.tadashi.model.type.StructType;
import dev.tadashi.server.task.BatchStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.util.List;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FloatingPointVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeMilliVector;
import org.apache.arrow.vector.TimeNanoVector;
import org.apache.arrow.vector.TimeSecVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;

/**
 * A result as {@code {"columns": [{"name", "type"}], "rows": [[...]]}}. No value loses a digit in
 * any reader: whole numbers beyond 2^53 and decimals are texts, and so are NaN and the infinities.
 * Dates, times and timestamps are ISO texts, bytes base64; structs are objects, and maps arrays of
 * objects with key and value.
 */
final class JsonRows {
  private static final long SAFE = (1L << 53) - 1;

  private JsonRows() {}

  static void write(Schema schema, BatchStream batches, OutputStream out) throws IOException {
    try (JsonGenerator json = Json.mapper().createGenerator(out)) {
      json.writeStartObject();
      json.writeArrayFieldStart("columns");
      for (Field field : schema.fields()) {
        json.writeStartObject();
        json.writeStringField("name", field.name());
        json.writeStringField("type", field.type().text());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeArrayFieldStart("rows");
      while (batches.next()) {
        writeBatch(schema, batches, json);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
  }

  private static void writeBatch(Schema schema, BatchStream batches, JsonGenerator json)
      throws IOException {
    List<FieldVector> vectors = batches.root().getFieldVectors();
    for (int row = 0; row < batches.root().getRowCount(); row++) {
      json.writeStartArray();
      for (int column = 0; column < vectors.size(); column++) {
        writeCell(schema.field(column).type(), vectors.get(column), row, json);
      }
      json.writeEndArray();
    }
  }

  private static void writeCell(DataType type, FieldVector vector, int row, JsonGenerator json)
      throws IOException {
    if (vector.isNull(row)) {
      json.writeNull();
      return;
    }
    switch (vector) {
      case BitVector bits -> json.writeBoolean(bits.get(row) != 0);
      case UInt8Vector unsigned -> writeUnsigned(unsigned.get(row), json);
      case BaseIntVector whole -> writeWhole(whole.getValueAsLong(row), json);
      case FloatingPointVector floating -> writeDouble(floating.getValueAsDouble(row), json);
      case DateDayVector date -> writeTemporal(type, date.get(row), json);
      case TimeStampVector time -> writeTemporal(type, time.get(row), json);
      case TimeSecVector time -> writeTemporal(type, time.get(row), json);
      case TimeMilliVector time -> writeTemporal(type, time.get(row), json);
      case TimeMicroVector time -> writeTemporal(type, time.get(row), json);
      case TimeNanoVector time -> writeTemporal(type, time.get(row), json);
      case ListVector lists when type instanceof ListType list ->
          writeList(list.element(), lists, row, json);
      case ListVector lists when type instanceof MapType map ->
          writeList(map.entry(), lists, row, json);
      case StructVector structs when type instanceof StructType struct -> {
        json.writeStartObject();
        for (int i = 0; i < struct.parts().size(); i++) {
          json.writeFieldName(struct.parts().get(i).name());
          FieldVector part = structs.getChildrenFromFields().get(i);
          writeCell(struct.parts().get(i).type(), part, row, json);
        }
        json.writeEndObject();
      }
      default -> writeObject(vector.getObject(row), json);
    }
  }

  private static void writeList(DataType element, ListVector lists, int row, JsonGenerator json)
      throws IOException {
    json.writeStartArray();
    for (int i = lists.getElementStartIndex(row); i < lists.getElementEndIndex(row); i++) {
      writeCell(element, lists.getDataVector(), i, json);
    }
    json.writeEndArray();
  }

  private static void writeObject(Object value, JsonGenerator json) throws IOException {
    switch (value) {
      case byte[] bytes -> json.writeBinary(bytes);
      case BigDecimal decimal -> json.writeString(decimal.toPlainString());
      case List<?> list -> json.writeObject(Json.tree(list));
      default -> json.writeString(value.toString());
    }
  }

  private static void writeWhole(long value, JsonGenerator json) throws IOException {
    if (Math.abs(value) <= SAFE && value != Long.MIN_VALUE) {
      json.writeNumber(value);
    } else {
      json.writeString(Long.toString(value));
    }
  }

  private static void writeUnsigned(long value, JsonGenerator json) throws IOException {
    if (value >= 0 && value <= SAFE) {
      json.writeNumber(value);
    } else {
      json.writeString(Long.toUnsignedString(value));
    }
  }

  private static void writeDouble(double value, JsonGenerator json) throws IOException {
    if (Double.isFinite(value)) {
      json.writeNumber(value);
    } else {
      json.writeString(Double.toString(value));
    }
  }

  private static void writeTemporal(DataType type, long value, JsonGenerator json)
      throws IOException {
    json.writeString(Json.tree(new Literal(type, value)).get("lit").textValue());
  }
}
