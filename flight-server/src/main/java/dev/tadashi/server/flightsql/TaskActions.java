package dev.tadashi.server.flightsql;

import com.google.protobuf.Message;
import dev.tadashi.flight.op.Requests;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.id.TaskId;
import dev.tadashi.server.flight.TaskFlights;
import dev.tadashi.server.flight.Tickets;
import dev.tadashi.server.task.TaskModule;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.arrow.flight.CancelFlightInfoRequest;
import org.apache.arrow.flight.CancelFlightInfoResult;
import org.apache.arrow.flight.CancelStatus;
import org.apache.arrow.flight.FlightConstants;
import org.apache.arrow.flight.FlightEndpoint;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.RenewFlightEndpointRequest;
import org.apache.arrow.flight.sql.FlightSqlUtils;
import org.apache.arrow.flight.sql.impl.FlightSql.ActionCancelQueryRequest;
import org.apache.arrow.flight.sql.impl.FlightSql.ActionCancelQueryResult;
import org.apache.arrow.flight.sql.impl.FlightSql.ActionCancelQueryResult.CancelResult;

/** What can be done with a flight after it was handed out: the ticket tells which task it is. */
record TaskActions(TaskModule tasks, TaskFlights flights, Tickets tickets) {

  void bind(Actions actions) {
    actions
        .on(
            FlightConstants.CANCEL_FLIGHT_INFO,
            (body, context) -> Optional.of(cancelFlightInfo(body)))
        .on(FlightConstants.RENEW_FLIGHT_ENDPOINT, (body, context) -> Optional.of(renew(body)))
        .on(
            FlightSqlUtils.FLIGHT_SQL_CANCEL_QUERY,
            ActionCancelQueryRequest.class,
            (request, context) -> Optional.of(cancelQuery(request)));
  }

  /** Reads a message of Flight's own. */
  private interface Reader<T> {
    T read(ByteBuffer body) throws IOException, URISyntaxException;
  }

  private static <T> T read(byte[] body, Reader<T> reader) {
    try {
      return reader.read(ByteBuffer.wrap(body));
    } catch (IOException | URISyntaxException e) {
      throw new TadashiException(
          ErrorCode.INVALID_ARGUMENT, "the body is not the message of this action", e);
    }
  }

  private byte[] cancelFlightInfo(byte[] body) {
    FlightInfo info = read(body, CancelFlightInfoRequest::deserialize).getInfo();
    return bytes(new CancelFlightInfoResult(cancel(info)).serialize());
  }

  private Message cancelQuery(ActionCancelQueryRequest request) {
    CancelStatus status = cancel(read(request.getInfo().toByteArray(), FlightInfo::deserialize));
    return ActionCancelQueryResult.newBuilder()
        .setResult(
            status == CancelStatus.CANCELLED
                ? CancelResult.CANCEL_RESULT_CANCELLED
                : CancelResult.CANCEL_RESULT_NOT_CANCELLABLE)
        .build();
  }

  private CancelStatus cancel(FlightInfo info) {
    Optional<TaskId> task = info.getEndpoints().stream().findFirst().flatMap(this::task);
    if (task.isEmpty()) {
      return CancelStatus.NOT_CANCELLABLE;
    }
    try {
      tasks.cancel(new Requests.TaskById(task.get()));
      return CancelStatus.CANCELLED;
    } catch (TadashiException e) {
      if (e.code() == ErrorCode.TASK_FINISHED) {
        return CancelStatus.NOT_CANCELLABLE;
      }
      throw e;
    }
  }

  /** The task of an endpoint; none when it is a table of metadata. */
  private Optional<TaskId> task(FlightEndpoint endpoint) {
    byte[] ticket = endpoint.getTicket().getBytes();
    return Commands.read(ticket).isPresent() ? Optional.empty() : Optional.of(tickets.read(ticket));
  }

  private byte[] renew(byte[] body) {
    FlightEndpoint endpoint =
        read(body, RenewFlightEndpointRequest::deserialize).getFlightEndpoint();
    FlightEndpoint renewed =
        task(endpoint).map(id -> flights.endpoint(tasks.renew(id))).orElse(endpoint);
    return bytes(renewed.serialize());
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }
}
