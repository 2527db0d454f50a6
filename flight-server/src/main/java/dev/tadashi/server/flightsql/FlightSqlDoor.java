package dev.tadashi.server.flightsql;

import com.google.protobuf.Any;
import dev.tadashi.flight.rpc.FlightErrors;
import dev.tadashi.model.id.TaskId;
import dev.tadashi.server.base.Threads;
import dev.tadashi.server.flight.FlightDoor;
import dev.tadashi.server.flight.Pump;
import dev.tadashi.server.flight.TaskFlights;
import dev.tadashi.server.flight.Tickets;
import dev.tadashi.server.ingest.IngestService;
import dev.tadashi.server.session.SessionService;
import dev.tadashi.server.sql.SqlService;
import dev.tadashi.server.task.TaskModule;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.ActionType;
import org.apache.arrow.flight.Criteria;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightProducer;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.PollInfo;
import org.apache.arrow.flight.PutResult;
import org.apache.arrow.flight.Result;
import org.apache.arrow.flight.SchemaResult;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.memory.BufferAllocator;

/** Stands before the native door: takes what is Flight SQL, and passes on the rest. */
public final class FlightSqlDoor implements FlightProducer {
  private final FlightDoor natively;
  private final Commands commands;
  private final Actions actions;
  private final Puts puts;
  private final ConnectionSessions sessions;
  private final Threads threads;

  private FlightSqlDoor(
      FlightDoor natively,
      Commands commands,
      Actions actions,
      Puts puts,
      ConnectionSessions sessions,
      Threads threads) {
    this.natively = natively;
    this.commands = commands;
    this.actions = actions;
    this.puts = puts;
    this.sessions = sessions;
    this.threads = threads;
  }

  /** What the door is built over; {@code key} signs prepared statements. */
  public record Rooms(
      SqlService sql,
      TaskModule tasks,
      SessionService sessions,
      Tickets tickets,
      IngestService ingest,
      byte[] key,
      BufferAllocator allocator,
      Threads threads) {}

  /** Puts the door before the native one. */
  public static FlightSqlDoor before(FlightDoor natively, Rooms rooms) {
    TaskFlights flights = new TaskFlights(rooms.tickets());
    StatementRuns runs = new StatementRuns(rooms.sql(), rooms.tasks(), flights);
    PreparedStatements prepared = new PreparedStatements(runs, rooms.key());
    ConnectionSessions sessions = new ConnectionSessions(rooms.sessions());

    Commands commands = new Commands();
    StatementCommands.bind(commands, runs, prepared);
    new CatalogCommands(rooms.sql()).bind(commands, rooms.allocator());
    KeyCommands.bind(commands, rooms.allocator());
    TypeCommand.bind(commands, rooms.allocator());
    SqlInfoCommand.bind(commands, rooms.allocator());

    Actions actions = new Actions();
    prepared.bind(actions, sessions);
    TransactionActions.bind(actions);
    new SessionActions(sessions, rooms.sessions()).bind(actions);
    new TaskActions(rooms.tasks(), flights, rooms.tickets()).bind(actions);

    Puts puts = new Puts(runs, prepared, sessions, new Ingests(rooms.ingest()), rooms.allocator());
    return new FlightSqlDoor(natively, commands, actions, puts, sessions, rooms.threads());
  }

  @Override
  public FlightInfo getFlightInfo(CallContext context, FlightDescriptor descriptor) {
    Optional<Any> command = command(descriptor);
    return command.isPresent()
        ? in(context, descriptor, call -> commands.info(command.get(), call))
        : natively.getFlightInfo(context, descriptor);
  }

  /** A statement begins to run at the first call; the later ones ask for its task. */
  @Override
  public PollInfo pollFlightInfo(CallContext context, FlightDescriptor descriptor) {
    Optional<Any> command = command(descriptor);
    return command.isPresent()
        ? in(context, descriptor, call -> poll(commands.info(command.get(), call)))
        : natively.pollFlightInfo(context, descriptor);
  }

  private PollInfo poll(FlightInfo begun) {
    byte[] task = begun.getAppMetadata();
    return task == null
        ? new PollInfo(begun, null, 1.0, null)
        : natively.poll(
            begun.getDescriptor(), TaskId.parse(new String(task, StandardCharsets.UTF_8)));
  }

  @Override
  public SchemaResult getSchema(CallContext context, FlightDescriptor descriptor) {
    Optional<Any> command = command(descriptor);
    return command.isPresent()
        ? in(context, descriptor, call -> new SchemaResult(commands.schema(command.get(), call)))
        : natively.getSchema(context, descriptor);
  }

  @Override
  public void getStream(CallContext context, Ticket ticket, ServerStreamListener listener) {
    Optional<Any> command = Commands.read(ticket.getBytes());
    if (command.isEmpty()) {
      natively.getStream(context, ticket, listener);
      return;
    }
    Pump pump = new Pump(listener);
    threads.start("a table of metadata", () -> stream(command.get(), pump));
  }

  private void stream(Any command, Pump pump) {
    try {
      pump.send(commands.open(command));
    } catch (RuntimeException e) {
      pump.fail(e);
    }
  }

  @Override
  public void listFlights(
      CallContext context, Criteria criteria, StreamListener<FlightInfo> listener) {
    natively.listFlights(context, criteria, listener);
  }

  @Override
  public Runnable acceptPut(
      CallContext context, FlightStream stream, StreamListener<PutResult> listener) {
    Optional<Any> command = command(stream.getDescriptor());
    return command.isPresent()
        ? () -> puts.accept(context, command.get(), stream, listener)
        : natively.acceptPut(context, stream, listener);
  }

  @Override
  public void doAction(CallContext context, Action action, StreamListener<Result> listener) {
    if (actions.takes(action)) {
      actions.run(context, action, listener);
    } else {
      natively.doAction(context, action, listener);
    }
  }

  @Override
  public void listActions(CallContext context, StreamListener<ActionType> listener) {
    actions.types().forEach(listener::onNext);
    natively.listActions(context, listener);
  }

  private static Optional<Any> command(FlightDescriptor descriptor) {
    return descriptor.isCommand() ? Commands.read(descriptor.getCommand()) : Optional.empty();
  }

  private <T> T in(CallContext context, FlightDescriptor descriptor, Function<Call, T> work) {
    try {
      return sessions.in(context, session -> work.apply(new Call(descriptor, session)));
    } catch (RuntimeException e) {
      throw FlightErrors.toFlight(e);
    }
  }
}
