package dev.tadashi.flight.relay;

import com.google.protobuf.ByteString;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.arrow.flight.CallStatus;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.grpc.StatusUtils;
import org.apache.arrow.flight.impl.Flight;
import org.apache.arrow.flight.impl.FlightServiceGrpc;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The messages that another process streams, as bytes. Few are asked for before they are taken. It
 * is cancelled with the context that it was opened in. For one thread.
 */
public final class RelaySource implements AutoCloseable {
  private static final int AHEAD = 2;
  private static final MethodDescriptor<Flight.Ticket, InputStream> DO_GET =
      FlightServiceGrpc.getDoGetMethod().toBuilder(
              FlightServiceGrpc.getDoGetMethod().getRequestMarshaller(), FlightBytes.AS_THEY_ARE)
          .build();

  private sealed interface Arrived {}

  private record Message(InputStream bytes) implements Arrived {}

  private record End(Status status, Metadata trailers) implements Arrived {}

  private final ClientCall<Flight.Ticket, InputStream> call;
  private final BlockingQueue<Arrived> arrived = new LinkedBlockingQueue<>();
  private boolean closed;

  private RelaySource(ClientCall<Flight.Ticket, InputStream> call) {
    this.call = call;
  }

  /** Asks for the stream of a ticket. */
  public static RelaySource open(Channel channel, byte[] ticket, Metadata headers) {
    // Nothing blocks in what arrives, so it needs no thread of its own.
    CallOptions options = CallOptions.DEFAULT.withExecutor(Runnable::run);
    RelaySource source = new RelaySource(channel.newCall(DO_GET, options));
    source.call.start(source.new Listener(), headers);
    source.call.sendMessage(
        Flight.Ticket.newBuilder().setTicket(ByteString.copyFrom(ticket)).build());
    source.call.halfClose();
    source.call.request(AHEAD);
    return source;
  }

  /**
   * What the stream begins with; once, before the messages.
   *
   * @throws FlightRuntimeException when the stream fails
   */
  public Schema schema() {
    @Nullable InputStream first = next();
    if (first == null) {
      throw new TadashiException(ErrorCode.PROTOCOL, "a stream ended before its schema");
    }
    return SchemaMessage.read(first);
  }

  /**
   * Waits for the next message, which the caller closes or sends; null at the end.
   *
   * @throws FlightRuntimeException when the stream fails
   */
  public @Nullable InputStream next() {
    try {
      switch (arrived.take()) {
        case Message(InputStream bytes) -> {
          call.request(1);
          return bytes;
        }
        case End end -> {
          arrived.add(end);
          if (end.status().isOk()) {
            return null;
          }
          throw StatusUtils.fromGrpcStatusAndTrailers(end.status(), end.trailers())
              .toRuntimeException();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CallStatus.CANCELLED.withDescription("interrupted").toRuntimeException();
    }
  }

  /** Cancels what has not ended, and frees what has not been taken. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    call.cancel("nobody reads on", null);
    arrived.forEach(RelaySource::drop);
  }

  private synchronized void add(Arrived one) {
    if (closed) {
      drop(one);
    } else {
      arrived.add(one);
    }
  }

  private static void drop(Arrived one) {
    if (one instanceof Message(InputStream bytes)) {
      try {
        bytes.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private final class Listener extends ClientCall.Listener<InputStream> {
    @Override
    public void onMessage(InputStream message) {
      add(new Message(message));
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      add(new End(status, trailers));
    }
  }
}
