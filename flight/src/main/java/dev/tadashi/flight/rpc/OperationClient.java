package dev.tadashi.flight.rpc;

import dev.tadashi.flight.op.Operation;
import dev.tadashi.flight.relay.RelaySource;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.json.Json;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.CallHeaders;
import org.apache.arrow.flight.CallOption;
import org.apache.arrow.flight.CallOptions;
import org.apache.arrow.flight.FlightCallHeaders;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightGrpcUtils;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.HeaderCallOption;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.Result;
import org.apache.arrow.flight.grpc.NettyClientBuilder;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** Calls operations of the process at one address, {@code host:port}, over one connection. */
public final class OperationClient implements AutoCloseable {
  private static final int MAX_MESSAGE = 64 << 20;
  private static final String AUTHORIZATION = "authorization";

  private final String address;
  private final ManagedChannel channel;
  private final FlightClient client;
  private final @Nullable String token;

  public OperationClient(BufferAllocator allocator, String address, @Nullable String token) {
    this.address = address;
    this.channel =
        new NettyClientBuilder(allocator, location(address))
            .maxInboundMessageSize(MAX_MESSAGE)
            .build()
            .build();
    this.client = FlightGrpcUtils.createFlightClient(allocator, channel);
    this.token = token;
  }

  /** The Flight location of an address; one that is malformed is refused. */
  public static Location location(String address) {
    int colon = address.lastIndexOf(':');
    try {
      int port = Integer.parseInt(address.substring(colon + 1));
      if (colon > 0 && port > 0 && port <= 65_535) {
        return Location.forGrpcInsecure(address.substring(0, colon), port);
      }
    } catch (IllegalArgumentException e) {
      // Refused below, like one without a port.
    }
    throw new TadashiException(ErrorCode.INVALID_ARGUMENT, "'" + address + "' is not host:port")
        .at("address", address);
  }

  private static CallOption bearer(String token) {
    CallHeaders headers = new FlightCallHeaders();
    headers.insert(AUTHORIZATION, "Bearer " + token);
    return new HeaderCallOption(headers);
  }

  public <Q, A> A call(Operation<Q, A> operation, Q request, Duration timeout) {
    CallOption deadline = CallOptions.timeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
    try {
      Action action = new Action(operation.name(), Json.bytes(request));
      Iterator<Result> results = client.doAction(action, options(deadline));
      if (results.hasNext()) {
        A answer = Json.readPeer(results.next().getBody(), operation.response());
        while (results.hasNext()) {
          results.next();
        }
        return answer;
      }
    } catch (FlightRuntimeException e) {
      throw FlightErrors.fromFlight(e, address);
    }
    throw new TadashiException(ErrorCode.PROTOCOL, operation.name() + " gave no answer")
        .at("address", address);
  }

  /** The connection, for streams; the options of each call are {@link #options}. */
  public FlightClient flight() {
    return client;
  }

  /** What every call over this connection needs, and more. */
  public CallOption[] options(CallOption... more) {
    List<CallOption> all = new ArrayList<>(List.of(more));
    if (token != null) {
      all.add(bearer(token));
    }
    return all.toArray(new CallOption[0]);
  }

  /** The stream of a ticket as bytes, which is cancelled with the context that this runs in. */
  public RelaySource relay(byte[] ticket) {
    Metadata headers = new Metadata();
    if (token != null) {
      headers.put(
          Metadata.Key.of(AUTHORIZATION, Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
    }
    return RelaySource.open(channel, ticket, headers);
  }

  public String address() {
    return address;
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
