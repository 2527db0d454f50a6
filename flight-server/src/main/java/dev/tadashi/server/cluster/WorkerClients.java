package dev.tadashi.server.cluster;

import dev.tadashi.flight.op.Operation;
import dev.tadashi.flight.relay.RelaySource;
import dev.tadashi.flight.rpc.OperationClient;
import dev.tadashi.model.control.ReadRequest;
import dev.tadashi.model.json.Json;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** One connection per worker, made when it is first used. */
public final class WorkerClients implements AutoCloseable {
  private final BufferAllocator allocator;
  private final @Nullable String token;
  private final Map<String, OperationClient> clients = new HashMap<>();
  private boolean closed;

  public WorkerClients(BufferAllocator allocator, @Nullable String token) {
    this.allocator = allocator;
    this.token = token;
  }

  public <Q, A> A call(String worker, Operation<Q, A> operation, Q request, Duration timeout) {
    return client(worker).call(operation, request, timeout);
  }

  /** Streams the finished result of an owner's buckets; the caller closes it. */
  public FlightStream read(String worker, ReadRequest request) {
    OperationClient client = client(worker);
    return client.flight().getStream(new Ticket(Json.bytes(request)), client.options());
  }

  /** The same as the bytes that the owner sends. */
  public RelaySource relay(String worker, ReadRequest request) {
    return client(worker).relay(Json.bytes(request));
  }

  /** The connection to a worker, for streams to it. */
  public OperationClient connection(String worker) {
    return client(worker);
  }

  private synchronized OperationClient client(String worker) {
    if (closed) {
      throw new IllegalStateException("the connections are closed");
    }
    return clients.computeIfAbsent(
        worker, address -> new OperationClient(allocator, address, token));
  }

  /** Closes the connection to a worker that left. */
  public synchronized void forget(String worker) {
    OperationClient client = clients.remove(worker);
    if (client != null) {
      client.close();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    clients.values().forEach(OperationClient::close);
    clients.clear();
  }
}
