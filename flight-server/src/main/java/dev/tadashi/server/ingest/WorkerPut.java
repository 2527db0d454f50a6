package dev.tadashi.server.ingest;

import dev.tadashi.flight.rpc.FlightErrors;
import dev.tadashi.flight.rpc.OperationClient;
import dev.tadashi.flight.rpc.WriteReceipt;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.ingest.WrittenRows;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.arrow.flight.FlightClient.ClientStreamListener;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.PutResult;
import org.apache.arrow.flight.SyncPutListener;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;

/**
 * One stream of rows to a worker. For one thread; closed before {@link #finish}, it is given up.
 */
final class WorkerPut implements AutoCloseable {
  private static final long PAUSE_NANOS = 200_000;

  private final String worker;
  private final BufferAllocator allocator;
  private final SyncPutListener answers = new SyncPutListener();
  private final ClientStreamListener out;
  private boolean ended;
  private boolean hasRows;

  /**
   * @param root the one whose content {@link #send} sends
   */
  WorkerPut(
      OperationClient worker, byte[] ticket, VectorSchemaRoot root, BufferAllocator allocator) {
    this.allocator = allocator;
    this.worker = worker.address();
    this.out =
        worker.flight().startPut(FlightDescriptor.command(ticket), root, answers, worker.options());
    out.setUseZeroCopy(true);
  }

  /**
   * Sends what is in the root; waits while the worker has enough.
   *
   * @param part of which of several writes the rows are
   */
  void send(int part) {
    try {
      while (!out.isReady()) {
        if (answers.isCancelled() || failed()) {
          throw failure();
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
      if (part == 0) {
        out.putNext();
      } else {
        // It is freed when it was sent.
        ArrowBuf number = allocator.buffer(Integer.BYTES);
        number.writeInt(part);
        out.putNext(number);
      }
      hasRows = true;
    } catch (FlightRuntimeException | IllegalStateException e) {
      throw failure();
    }
  }

  String worker() {
    return worker;
  }

  /** Whether rows are on their way, which nobody else has. */
  boolean hasRows() {
    return hasRows;
  }

  /** A worker that gives up answers before the end. */
  private boolean failed() {
    try {
      PutResult early = answers.poll(0, TimeUnit.MILLISECONDS);
      if (early != null) {
        early.close();
      }
      return early != null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    } catch (ExecutionException e) {
      return true;
    }
  }

  /** Why the stream broke, from the worker when it says so. */
  private TadashiException failure() {
    try {
      out.completed();
      out.getResult();
    } catch (FlightRuntimeException e) {
      ended = true;
      return FlightErrors.fromFlight(e, worker);
    } catch (RuntimeException e) {
      return lost(e);
    }
    return lost(null);
  }

  private TadashiException lost(@Nullable Throwable cause) {
    String why = cause == null ? "" : ": " + cause.getMessage();
    return new TadashiException(
            ErrorCode.WORKER_LOST, "the worker '" + worker + "' ended a write early" + why)
        .at("worker", worker)
        .hint(Relay.AGAIN);
  }

  /** Ends the stream; what the worker wrote, durable now. */
  WrittenRows finish(byte[] key) {
    try {
      out.completed();
      WrittenRows rows;
      try (PutResult answer = answers.read()) {
        if (answer == null) {
          throw lost(null);
        }
        byte[] receipt = new byte[(int) answer.getApplicationMetadata().readableBytes()];
        answer.getApplicationMetadata().getBytes(0, receipt);
        rows = WriteReceipt.verify(receipt, key).rows();
      }
      out.getResult();
      ended = true;
      return rows;
    } catch (FlightRuntimeException e) {
      throw FlightErrors.fromFlight(e, worker);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof FlightRuntimeException flight
          ? FlightErrors.fromFlight(flight, worker)
          : lost(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw lost(e);
    }
  }

  @Override
  public void close() {
    if (!ended) {
      out.error(new IllegalStateException("the write was given up"));
    }
    answers.close();
  }
}
