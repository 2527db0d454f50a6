package dev.tadashi.worker;

import dev.tadashi.engine.exec.ResultRows;
import dev.tadashi.flight.rpc.ActionDispatcher;
import dev.tadashi.flight.rpc.FlightErrors;
import dev.tadashi.flight.rpc.OperationHandlers;
import dev.tadashi.model.control.ReadRequest;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.json.Json;
import dev.tadashi.worker.exchange.ExchangeEndpoint;
import dev.tadashi.worker.ingest.UploadEndpoint;
import dev.tadashi.worker.task.Instance;
import dev.tadashi.worker.task.TaskTable;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.ActionType;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.NoOpFlightProducer;
import org.apache.arrow.flight.PutResult;
import org.apache.arrow.flight.Result;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.jspecify.annotations.Nullable;

/**
 * A worker's Flight endpoint: operations, units by DoExchange, finished results by DoGet, rows to
 * be written by DoPut.
 */
final class WorkerProducer extends NoOpFlightProducer {
  private final BufferAllocator allocator;
  private volatile @Nullable Served served;

  /** What it serves once the worker's parts are there. */
  private record Served(
      ActionDispatcher actions,
      TaskTable tasks,
      ExchangeEndpoint exchange,
      UploadEndpoint uploads) {}

  WorkerProducer(BufferAllocator allocator) {
    this.allocator = allocator;
  }

  void serve(
      OperationHandlers handlers,
      TaskTable tasks,
      ExchangeEndpoint exchange,
      UploadEndpoint uploads) {
    served = new Served(new ActionDispatcher(handlers), tasks, exchange, uploads);
  }

  /** Ends what would go on for as long as others wish. */
  void stop() {
    Served now = served;
    if (now != null) {
      now.exchange().close();
      now.uploads().close();
    }
  }

  private Served served() {
    Served now = served;
    if (now == null) {
      throw FlightErrors.toFlight(
          new TadashiException(ErrorCode.WORKER_REFUSED, "the worker is starting"));
    }
    return now;
  }

  @Override
  public void doAction(CallContext context, Action action, StreamListener<Result> listener) {
    served().actions().doAction(context, action, listener);
  }

  @Override
  public void listActions(CallContext context, StreamListener<ActionType> listener) {
    served().actions().listActions(listener);
  }

  @Override
  public void doExchange(CallContext context, FlightStream reader, ServerStreamListener writer) {
    served().exchange().serve(reader, writer);
  }

  @Override
  public Runnable acceptPut(
      CallContext context, FlightStream stream, StreamListener<PutResult> listener) {
    UploadEndpoint uploads = served().uploads();
    return () -> uploads.serve(stream, listener);
  }

  @Override
  public void getStream(CallContext context, Ticket ticket, ServerStreamListener listener) {
    ReadySignal ready = new ReadySignal(listener);
    Thread.ofVirtual().name("result").start(() -> stream(ticket, listener, ready));
  }

  private void stream(Ticket ticket, ServerStreamListener listener, ReadySignal ready) {
    try {
      ReadRequest request = Json.readPeer(ticket.getBytes(), ReadRequest.class);
      Instance instance =
          served().tasks().instance(request.task(), request.stage(), request.epoch());
      if (instance == null || instance.finished() == null) {
        throw stale(request);
      }
      Boolean sent = instance.read(rows -> send(rows, instance, listener, ready));
      if (!Boolean.TRUE.equals(sent)) {
        throw stale(request);
      }
      listener.completed();
    } catch (RuntimeException e) {
      listener.error(FlightErrors.toFlight(e));
    }
  }

  private static TadashiException stale(ReadRequest request) {
    return new TadashiException(ErrorCode.STALE, "no finished result of epoch " + request.epoch());
  }

  private boolean send(
      ResultRows rows, Instance instance, ServerStreamListener listener, ReadySignal ready) {
    try (VectorSchemaRoot root = VectorSchemaRoot.create(rows.arrowSchema(), allocator)) {
      VectorLoader loader = new VectorLoader(root);
      listener.setUseZeroCopy(true);
      listener.start(root);
      for (int i = 0; i < rows.batches(); i++) {
        awaitReady(instance, listener, ready);
        try (VectorSchemaRoot batch = rows.batch(i);
            ArrowRecordBatch unloaded = new VectorUnloader(batch).getRecordBatch()) {
          loader.load(unloaded);
        }
        listener.putNext();
      }
      return true;
    }
  }

  private static void awaitReady(
      Instance instance, ServerStreamListener listener, ReadySignal ready) {
    while (!listener.isReady()) {
      if (listener.isCancelled() || instance.isClosed()) {
        throw new TadashiException(ErrorCode.TASK_CANCELLED, "the reader or the task is gone");
      }
      ready.await();
    }
  }
}
