package dev.tadashi.server.task;

import dev.tadashi.flight.rpc.FlightErrors;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.vector.VectorSchemaRoot;

/** The batches that an owner streams. */
final class WorkerBatches implements BatchStream {
  private final FlightStream stream;
  private final String worker;

  WorkerBatches(FlightStream stream, String worker) {
    this.stream = stream;
    this.worker = worker;
  }

  @Override
  public VectorSchemaRoot root() {
    try {
      return stream.getRoot();
    } catch (FlightRuntimeException e) {
      throw FlightErrors.fromFlight(e, worker);
    }
  }

  @Override
  public boolean next() {
    try {
      return stream.next();
    } catch (FlightRuntimeException e) {
      throw FlightErrors.fromFlight(e, worker);
    }
  }

  @Override
  public void close() {
    try {
      stream.close();
    } catch (Exception e) {
      throw new IllegalStateException("a stream from a worker did not close", e);
    }
  }
}
