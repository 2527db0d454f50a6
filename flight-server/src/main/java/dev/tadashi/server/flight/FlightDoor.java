package dev.tadashi.server.flight;

import dev.tadashi.catalog.SessionRecord;
import dev.tadashi.flight.op.Responses;
import dev.tadashi.flight.rpc.ActionDispatcher;
import dev.tadashi.flight.rpc.FlightErrors;
import dev.tadashi.flight.rpc.OperationHandlers;
import dev.tadashi.flight.rpc.SessionHeader;
import dev.tadashi.model.id.TaskId;
import dev.tadashi.model.task.TaskKind;
import dev.tadashi.model.task.TaskRecord;
import dev.tadashi.model.task.TaskState;
import dev.tadashi.model.type.Schema;
import dev.tadashi.server.base.Threads;
import dev.tadashi.server.session.SessionService;
import dev.tadashi.server.sql.SqlService;
import dev.tadashi.server.table.StoredTable;
import dev.tadashi.server.table.TableRegistry;
import dev.tadashi.server.table.TableResolver;
import dev.tadashi.server.task.TaskModule;
import io.grpc.Context;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
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

/**
 * What Flight clients reach: actions, the flights that there are, result streams, and rows to be
 * written.
 */
public final class FlightDoor implements FlightProducer {
  private static final int LISTED_TASKS = 100;

  private final ActionDispatcher actions;
  private final SessionService sessions;
  private final TableRegistry registry;
  private final TableResolver resolver;
  private final TaskModule tasks;
  private final SqlService sql;
  private final Tickets tickets;
  private final TaskFlights flights;
  private final Uploads uploads;
  private final Threads threads;

  public FlightDoor(
      OperationHandlers handlers,
      SessionService sessions,
      TableRegistry registry,
      TableResolver resolver,
      TaskModule tasks,
      SqlService sql,
      Tickets tickets,
      Uploads uploads,
      Threads threads) {
    this.actions = new ActionDispatcher(handlers);
    this.sessions = sessions;
    this.registry = registry;
    this.resolver = resolver;
    this.tasks = tasks;
    this.sql = sql;
    this.tickets = tickets;
    this.flights = new TaskFlights(tickets);
    this.uploads = uploads;
    this.threads = threads;
  }

  @Override
  public void doAction(CallContext context, Action action, StreamListener<Result> listener) {
    actions.doAction(context, action, listener);
  }

  @Override
  public void listActions(CallContext context, StreamListener<ActionType> listener) {
    actions.listActions(listener);
  }

  @Override
  public void getStream(CallContext context, Ticket ticket, ServerStreamListener listener) {
    Pump pump = new Pump(listener);
    threads.start("a result stream", Context.current().wrap(() -> stream(ticket, pump)));
  }

  private void stream(Ticket ticket, Pump pump) {
    try {
      TaskId task = tickets.read(ticket.getBytes());
      send(task, pump);
    } catch (RuntimeException e) {
      pump.fail(e);
    }
  }

  private void send(TaskId task, Pump pump) {
    try {
      tasks.results().awaitAndSend(task, pump);
    } finally {
      if (pump.isCancelled()) {
        tasks.givenUp(task);
      }
    }
  }

  @Override
  public FlightInfo getFlightInfo(CallContext context, FlightDescriptor descriptor) {
    return typed(() -> {
      Optional<SessionRecord> session = sessions.find(SessionHeader.of(context));
      return switch (Descriptors.read(descriptor)) {
        case Descriptors.OfTable table -> table(descriptor, resolver.ready(table.name(), session));
        case Descriptors.OfTask asked -> {
          TaskRecord task = tasks.service().require(asked.id());
          yield task(descriptor, asked.waiting() ? task : tasks.results().succeeded(task));
        }
        case Descriptors.OfSpec spec -> {
          Responses.Submitted accepted = sql.submit(spec.request(), session);
          yield task(descriptor, tasks.service().require(accepted.id()));
        }
      };
    });
  }

  /** As for the flight, with how far its task is; waits a moment, so that few calls are enough. */
  @Override
  public PollInfo pollFlightInfo(CallContext context, FlightDescriptor descriptor) {
    return typed(() -> {
      Optional<SessionRecord> session = sessions.find(SessionHeader.of(context));
      return switch (Descriptors.read(descriptor)) {
        case Descriptors.OfTable table ->
            new PollInfo(table(descriptor, resolver.ready(table.name(), session)), null, 1.0, null);
        case Descriptors.OfTask asked -> poll(descriptor, asked.id());
        case Descriptors.OfSpec spec -> poll(descriptor, sql.submit(spec.request(), session).id());
      };
    });
  }

  /** How far that task is. */
  public PollInfo poll(FlightDescriptor descriptor, TaskId id) {
    TaskRecord task = tasks.awaitBriefly(id);
    return flights.poll(
        descriptor, task, ArrowSchemas.of(task.resultSchema()), tasks.event(id).progress());
  }

  /** Only a table's schema, or that of a task's result; submits nothing. */
  @Override
  public SchemaResult getSchema(CallContext context, FlightDescriptor descriptor) {
    return typed(() -> {
      Optional<SessionRecord> session = sessions.find(SessionHeader.of(context));
      Schema schema =
          switch (Descriptors.read(descriptor)) {
            case Descriptors.OfTable table -> schema(resolver.ready(table.name(), session));
            case Descriptors.OfTask task -> tasks.service().require(task.id()).resultSchema();
            case Descriptors.OfSpec spec -> sql.schema(spec.request(), session);
          };
      return new SchemaResult(ArrowSchemas.of(schema));
    });
  }

  @Override
  public void listFlights(
      CallContext context, Criteria criteria, StreamListener<FlightInfo> listener) {
    try {
      sessions.find(SessionHeader.of(context));
      registry.tables().stream()
          .flatMap(record -> registry.find(record.name()).stream())
          .filter(table -> table.record().schema() != null)
          .forEach(table -> listener.onNext(table(tablePath(table), table)));
      tasks.service().list(Set.of(TaskState.SUCCEEDED), LISTED_TASKS, null).stream()
          .filter(task -> task.kind() != TaskKind.LOAD)
          .forEach(task -> listener.onNext(task(TaskFlights.path(task), task)));
      listener.onCompleted();
    } catch (RuntimeException e) {
      listener.onError(FlightErrors.toFlight(e));
    }
  }

  /** Tables are read by tasks, so their flights have a schema and sizes but no endpoint. */
  private static FlightInfo table(FlightDescriptor descriptor, StoredTable table) {
    return new FlightInfo(
        ArrowSchemas.of(schema(table)),
        descriptor,
        List.of(),
        table.record().bytes(),
        table.record().rows());
  }

  private FlightInfo task(FlightDescriptor descriptor, TaskRecord task) {
    return flights.info(descriptor, task, ArrowSchemas.of(task.resultSchema()));
  }

  private static Schema schema(StoredTable table) {
    Schema schema = table.record().schema();
    if (schema == null) {
      throw new IllegalStateException("a ready table has a schema");
    }
    return schema;
  }

  private static FlightDescriptor tablePath(StoredTable table) {
    return FlightDescriptor.path(table.record().name().store(), table.record().name().table());
  }

  @Override
  public Runnable acceptPut(
      CallContext context, FlightStream stream, StreamListener<PutResult> listener) {
    return () -> uploads.accept(context, stream, listener);
  }

  private static <T> T typed(Supplier<T> work) {
    try {
      return work.get();
    } catch (RuntimeException e) {
      throw FlightErrors.toFlight(e);
    }
  }
}
