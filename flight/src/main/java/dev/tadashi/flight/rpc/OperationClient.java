package dev.tadashi.flight.rpc;

import dev.tadashi.flight.op.Operation;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.json.Json;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.CallOptions;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.Result;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** A connection to one peer; calls may come from many threads at once. */
public final class OperationClient implements AutoCloseable {
  private final String address;
  private final FlightClient client;

  private OperationClient(String address, FlightClient client) {
    this.address = address;
    this.client = client;
  }

  /**
   * A client of the peer at {@code host:port}; it connects with the first call.
   *
   * @param token cluster token to send; null: none
   */
  public static OperationClient connect(
      BufferAllocator allocator, String address, @Nullable String token) {
    return new OperationClient(address, PeerChannels.client(allocator, address, token));
  }

  public String address() {
    return address;
  }

  /** The stock client, for streams. */
  public FlightClient flight() {
    return client;
  }

  /** Calls an operation; errors of the peer come back typed, silence as WORKER_UNREACHABLE. */
  public <Q, A> A call(Operation<Q, A> operation, Q request, Duration timeout) {
    Action action = new Action(operation.name(), Json.bytes(request));
    try {
      Iterator<Result> results =
          client.doAction(action, CallOptions.timeout(timeout.toMillis(), TimeUnit.MILLISECONDS));
      if (!results.hasNext()) {
        throw new TadashiException(ErrorCode.PROTOCOL, operation.name() + " was not answered")
            .at("address", address);
      }
      A answer = Json.readPeer(results.next().getBody(), operation.response());
      results.forEachRemaining(more -> {});
      return answer;
    } catch (FlightRuntimeException e) {
      throw FlightErrors.fromFlight(e, address);
    }
  }

  @Override
  public void close() {
    try {
      client.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
