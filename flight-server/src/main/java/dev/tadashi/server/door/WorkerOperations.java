package dev.tadashi.server.door;

import dev.tadashi.flight.op.Operation;
import dev.tadashi.flight.op.Operations;
import dev.tadashi.flight.rpc.OperationHandlers;
import dev.tadashi.server.cluster.WorkerService;
import dev.tadashi.server.session.SessionService;
import dev.tadashi.server.table.TableService;
import java.util.function.Function;

/** Binds the operations about workers, and those that workers call themselves. */
public final class WorkerOperations {
  private final SessionService sessions;
  private final WorkerService workers;
  private final TableService tables;

  public WorkerOperations(SessionService sessions, WorkerService workers, TableService tables) {
    this.sessions = sessions;
    this.workers = workers;
    this.tables = tables;
  }

  public void bind(OperationHandlers handlers) {
    on(handlers, Operations.REGISTER_WORKER, workers::register);
    on(handlers, Operations.DRAIN_WORKER, workers::drain);
    on(handlers, Operations.UNREGISTER_WORKER, workers::unregister);
    on(handlers, Operations.LIST_WORKERS, request -> workers.list());
    handlers.on(Operations.ATTACH, workers::attach);
    handlers.on(Operations.REPORT, workers::report);
    handlers.on(Operations.REPORT_STATISTICS, tables::learn);
  }

  private <Q, A> void on(
      OperationHandlers handlers, Operation<Q, A> operation, Function<Q, A> handler) {
    handlers.on(
        operation,
        (request, call) -> {
          sessions.find(call.session());
          return handler.apply(request);
        });
  }
}
