package dev.tadashi.server.flight;

import dev.tadashi.flight.rpc.FlightErrors;
import dev.tadashi.server.task.BatchStream;
import java.time.Duration;
import org.apache.arrow.flight.BackpressureStrategy;
import org.apache.arrow.flight.FlightProducer.ServerStreamListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the batches of a result as fast as the client takes them. It waits for the client on a
 * thread of its own: the call's thread has to stay free, or the news that the client is ready would
 * never come in.
 */
public final class Pump {
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

  boolean isCancelled() {
    return client.isCancelled();
  }

  /** Sends all, and ends the call. Closes the stream. */
  public void send(BatchStream batches) {
    try (batches) {
      client.setUseZeroCopy(true);
      client.start(batches.root());
      while (ready() && batches.next()) {
        client.putNext();
      }
      if (!client.isCancelled()) {
        client.completed();
      }
    } catch (RuntimeException e) {
      fail(e);
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
