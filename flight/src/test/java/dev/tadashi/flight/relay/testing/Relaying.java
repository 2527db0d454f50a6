package dev.tadashi.flight.relay.testing;

import dev.tadashi.flight.relay.RelayReply;
import dev.tadashi.flight.relay.RelaySource;
import dev.tadashi.flight.rpc.FlightErrors;
import dev.tadashi.flight.rpc.OperationClient;
import dev.tadashi.model.error.TadashiException;
import io.grpc.Context;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.flight.BackpressureStrategy;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.NoOpFlightProducer;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Passes tickets on to another process, and its streams back. */
public final class Relaying extends NoOpFlightProducer {
  private final AtomicInteger open = new AtomicInteger();
  private volatile OperationClient peer;

  public Relaying(OperationClient peer) {
    this.peer = peer;
  }

  public void from(OperationClient other) {
    peer = other;
  }

  public int open() {
    return open.get();
  }

  /** The numbered error of a failed stream. */
  public static TadashiException typed(FlightRuntimeException failure) {
    return FlightErrors.fromFlight(failure, "the relay");
  }

  @Override
  public void getStream(CallContext context, Ticket ticket, ServerStreamListener listener) {
    BackpressureStrategy.CallbackBackpressureStrategy pressure =
        new BackpressureStrategy.CallbackBackpressureStrategy();
    pressure.register(listener);
    open.incrementAndGet();
    Thread.ofVirtual()
        .start(
            Context.current()
                .wrap(() -> {
                  pass(ticket, pressure, listener);
                  open.decrementAndGet();
                }));
  }

  private void pass(Ticket ticket, BackpressureStrategy pressure, ServerStreamListener listener) {
    try (RelaySource source = peer.relay(ticket.getBytes())) {
      RelayReply reply = RelayReply.current();
      reply.start(renamed(source.schema()));
      while (pressure.waitForListener(Duration.ofSeconds(60).toMillis())
          == BackpressureStrategy.WaitResult.READY) {
        @Nullable InputStream message = source.next();
        if (message == null) {
          listener.completed();
          return;
        }
        reply.send(message);
      }
    } catch (FlightRuntimeException e) {
      if (!listener.isCancelled()) {
        listener.error(FlightErrors.toFlight(FlightErrors.fromFlight(e, "the source")));
      }
    }
  }

  private static Schema renamed(Schema schema) {
    return new Schema(
        schema.getFields().stream()
            .map(field ->
                new Field("relayed " + field.getName(), field.getFieldType(), field.getChildren()))
            .toList());
  }
}
