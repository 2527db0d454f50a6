package dev.tadashi.server.flight;

import dev.tadashi.flight.relay.RelayReply;
import dev.tadashi.flight.rpc.FlightErrors;
import dev.tadashi.server.task.BatchStream;
import dev.tadashi.server.task.RelayedResult;
import dev.tadashi.server.task.ResultSink;
import java.io.InputStream;
import java.time.Duration;
import org.apache.arrow.flight.BackpressureStrategy;
import org.apache.arrow.flight.FlightProducer.ServerStreamListener;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the batches of a result as fast as the client takes them. It waits for the client on a
 * thread of its own: the call's thread has to stay free, or the news that the client is ready would
 * never come in.
 */
public final class Pump implements ResultSink {
  private static final Logger LOG = LoggerFactory.getLogger(Pump.class);
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final ServerStreamListener client;
  private final BackpressureStrategy.CallbackBackpressureStrategy pressure =
      new BackpressureStrategy.CallbackBackpressureStrategy();

  /** To be made on the call's own thread, before it returns. */
  public Pump(ServerStreamListener client) {
    this.client = client;
    pressure.register(client);
  }

  @Override
  public boolean isCancelled() {
    return client.isCancelled();
  }

  /** Sends all, and ends the call. Closes the stream. */
  @Override
  public void send(BatchStream batches) {
    try (batches) {
      client.setUseZeroCopy(true);
      client.start(batches.root());
      while (ready() && batches.next()) {
        client.putNext();
      }
      end();
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  /** As {@link #send}, in the context of the call. */
  @Override
  public void relay(RelayedResult messages) {
    try (messages) {
      RelayReply reply = RelayReply.current();
      reply.start(messages.schema());
      while (ready()) {
        @Nullable InputStream message = messages.next();
        if (message == null) {
          break;
        }
        reply.send(message);
      }
      end();
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  private void end() {
    if (!client.isCancelled()) {
      client.completed();
    }
  }

  public void fail(RuntimeException failure) {
    LOG.debug("a result stream ends with an error", failure);
    if (!client.isCancelled()) {
      client.error(FlightErrors.toFlight(failure));
    }
  }

  private boolean ready() {
    return switch (pressure.waitForListener(PATIENCE.toMillis())) {
      case READY -> true;
      case CANCELLED -> false;
      case TIMEOUT -> throw new IllegalStateException("the client took nothing for 5 minutes");
      case OTHER -> throw new IllegalStateException("waiting for the client failed");
    };
  }
}
