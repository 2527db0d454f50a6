package dev.tadashi.server.door;

import dev.tadashi.catalog.SessionRecord;
import dev.tadashi.flight.op.Operation;
import dev.tadashi.flight.op.Operations;
import dev.tadashi.flight.op.Requests;
import dev.tadashi.flight.op.Responses;
import dev.tadashi.flight.rpc.OperationHandlers;
import dev.tadashi.model.cluster.StoreRecord;
import dev.tadashi.server.ingest.DirectUploads;
import dev.tadashi.server.session.SessionService;
import dev.tadashi.server.sql.SqlService;
import dev.tadashi.server.table.StoreService;
import dev.tadashi.server.table.TableService;
import dev.tadashi.server.task.TaskModule;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/** Binds the operations of clients. A session that a call names is checked before all else. */
public final class ClientOperations {
  private final SessionService sessions;
  private final StoreService stores;
  private final TableService tables;
  private final TaskModule tasks;
  private final SqlService sql;
  private final DirectUploads uploads;
  private final Supplier<String> flightAddress;

  public ClientOperations(
      SessionService sessions,
      StoreService stores,
      TableService tables,
      TaskModule tasks,
      SqlService sql,
      DirectUploads uploads,
      Supplier<String> flightAddress) {
    this.sessions = sessions;
    this.stores = stores;
    this.tables = tables;
    this.tasks = tasks;
    this.sql = sql;
    this.uploads = uploads;
    this.flightAddress = flightAddress;
  }

  public void bind(OperationHandlers handlers) {
    handlers.on(Operations.OPEN_SESSION, this::openSession);
    on(handlers, Operations.REGISTER_OBJECT_STORE, this::registerStore);
    on(handlers, Operations.LIST_OBJECT_STORES, request -> new Responses.Stores(stores.list()));
    on(handlers, Operations.DROP_OBJECT_STORE, this::dropStore);
    on(handlers, Operations.LIST_TABLES, this::listTables);
    on(handlers, Operations.LOAD_TABLE, (request, in) -> tasks.service().load(request, in));
    on(handlers, Operations.EVICT_TABLE, (request, in) -> tables.evict(request, in));
    on(handlers, Operations.LIST_PARTITIONS, (request, in) -> tables.partitions(request, in));
    on(handlers, Operations.BEGIN_INGEST, (request, in) -> uploads.begin(request, in));
    on(handlers, Operations.COMMIT_INGEST, uploads::commit);
    on(handlers, Operations.ABANDON_INGEST, uploads::abandon);
    on(handlers, Operations.SUBMIT_TASK, (request, in) -> sql.submit(request, in));
    on(handlers, Operations.GET_TASK, tasks::get);
    on(handlers, Operations.LIST_TASKS, tasks::list);
    on(handlers, Operations.CANCEL_TASK, tasks::cancel);
  }

  /** Binds a handler that needs the session. */
  private <Q, A> void on(
      OperationHandlers handlers,
      Operation<Q, A> operation,
      BiFunction<Q, Optional<SessionRecord>, A> handler) {
    handlers.on(
        operation, (request, call) -> handler.apply(request, sessions.find(call.session())));
  }

  /** Binds a handler that does not. */
  private <Q, A> void on(
      OperationHandlers handlers, Operation<Q, A> operation, Function<Q, A> handler) {
    on(handlers, operation, (request, session) -> handler.apply(request));
  }

  private Responses.Session openSession(Requests.OpenSession request) {
    SessionRecord session = sessions.open(request);
    return new Responses.Session(session.id(), "grpc://" + flightAddress.get(), session.expires());
  }

  private Responses.RegisteredStore registerStore(Requests.RegisterObjectStore request) {
    StoreRecord store = stores.register(request);
    return new Responses.RegisteredStore(store, tables.list(store.name()));
  }

  private Responses.Ok dropStore(Requests.StoreName request) {
    stores.drop(request.name());
    return Responses.Ok.OK;
  }

  private Responses.Tables listTables(Requests.ListTables request) {
    String store = request.store();
    if (Boolean.TRUE.equals(request.refresh())) {
      stores.refresh(Optional.ofNullable(store));
    }
    return new Responses.Tables(tables.list(store));
  }
}
