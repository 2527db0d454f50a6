package dev.tadashi.server.flight;

import dev.tadashi.model.task.ResultInfo;
import dev.tadashi.model.task.TaskRecord;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightEndpoint;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.PollInfo;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.vector.types.pojo.Schema;

/** Tasks as flights: one endpoint here, whose ticket is enough to fetch the result. */
public final class TaskFlights {
  private final Tickets tickets;

  public TaskFlights(Tickets tickets) {
    this.tickets = tickets;
  }

  /** The flight of a task, which need not have ended: fetching it waits. */
  public FlightInfo info(FlightDescriptor descriptor, TaskRecord task, Schema schema) {
    return info(descriptor, task, schema, List.of(endpoint(task)));
  }

  private static FlightInfo info(
      FlightDescriptor descriptor, TaskRecord task, Schema schema, List<FlightEndpoint> endpoints) {
    ResultInfo result = task.result();
    return FlightInfo.builder(schema, descriptor, endpoints)
        .setRecords(result == null ? -1 : result.rows())
        .setBytes(result == null ? -1 : result.bytes())
        .setAppMetadata(metadata(task))
        .build();
  }

  /** How far it is: the endpoint comes with the end, and then there is no more to ask for. */
  public PollInfo poll(
      FlightDescriptor descriptor, TaskRecord task, Schema schema, double progress) {
    return task.state().isTerminal()
        ? new PollInfo(info(descriptor, task, schema), null, 1.0, null)
        : new PollInfo(
            info(descriptor, task, schema, List.of()), path(task), Math.min(progress, 1.0), null);
  }

  static FlightDescriptor path(TaskRecord task) {
    return FlightDescriptor.path("task", task.id().toString());
  }

  public FlightEndpoint endpoint(TaskRecord task) {
    ResultInfo result = task.result();
    FlightEndpoint.Builder endpoint =
        FlightEndpoint.builder(new Ticket(tickets.sign(task.id()))).setAppMetadata(metadata(task));
    if (result != null && result.spooled() && result.expires() != null) {
      endpoint.setExpirationTime(result.expires());
    }
    return endpoint.build();
  }

  private static byte[] metadata(TaskRecord task) {
    return task.id().toString().getBytes(StandardCharsets.UTF_8);
  }
}
