package dev.tadashi.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.sql.FlightSqlClient;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.UInt8Vector;

/** The rows of a flight. */
final class FlightRows {
  private FlightRows() {}

  /** The values of each row as texts. */
  static List<List<Object>> of(FlightSqlClient client, FlightInfo info) {
    List<List<Object>> rows = new ArrayList<>();
    assertThat(info.getEndpoints()).hasSize(1);
    try (FlightStream stream = client.getStream(info.getEndpoints().getFirst().getTicket())) {
      while (stream.next()) {
        for (int row = 0; row < stream.getRoot().getRowCount(); row++) {
          int at = row;
          rows.add(stream.getRoot().getFieldVectors().stream().map(v -> text(v, at)).toList());
        }
      }
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    return rows;
  }

  private static Object text(FieldVector vector, int row) {
    return switch (vector) {
      case FieldVector nothing when nothing.isNull(row) -> "null";
      case UInt8Vector number -> number.getObjectNoOverflow(row).toString();
      case BaseIntVector number -> Long.toString(number.getValueAsLong(row));
      default -> vector.getObject(row).toString();
    };
  }
}
