package dev.tadashi.worker.exchange;

import dev.tadashi.flight.exchange.ExchangeMessage;
import dev.tadashi.flight.exchange.ExchangeMessage.Hello;
import dev.tadashi.flight.rpc.OperationClient;
import dev.tadashi.worker.stats.WorkerStats;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.arrow.flight.FlightClient.ExchangeReaderWriter;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/**
 * One DoExchange stream to an owner. Frames are written under its lock; a virtual thread reads what
 * the owner answers until the stream ends.
 */
final class PeerLink implements PeerSender.Link {
  private static final long NOT_READY_NANOS = 200_000;

  private final BufferAllocator allocator;
  private final OperationClient client;
  private final ExchangeReaderWriter stream;
  private final Thread reader;
  private final WorkerStats stats;
  private volatile boolean broken;

  /**
   * @param received told of each frame, on the reader's thread
   */
  PeerLink(
      BufferAllocator allocator,
      OperationClient client,
      Hello hello,
      Consumer<ExchangeMessage> received,
      WorkerStats stats) {
    this.stats = stats;
    this.allocator = allocator;
    this.client = client;
    FlightDescriptor descriptor =
        FlightDescriptor.command("exchange".getBytes(StandardCharsets.UTF_8));
    this.stream = client.flight().doExchange(descriptor, client.options());
    this.reader = Thread.ofVirtual().name("owner-answers").unstarted(() -> read(received));
    reader.start();
    try {
      send(hello);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void read(Consumer<ExchangeMessage> received) {
    try {
      while (stream.getReader().next()) {
        ArrowBuf frame = stream.getReader().getLatestMetadata();
        if (frame != null) {
          received.accept(Frames.read(frame));
        }
      }
    } catch (RuntimeException e) {
      org.slf4j.LoggerFactory.getLogger(PeerLink.class)
          .debug("the stream to {} broke: {}", client.address(), e.toString());
    } finally {
      broken = true;
    }
  }

  @Override
  public boolean isBroken() {
    return broken;
  }

  @Override
  public synchronized void send(ExchangeMessage message) {
    awaitReady();
    ArrowBuf frame = Frames.write(allocator, message);
    stats.sent(frame.readableBytes());
    stream.getWriter().putMetadata(frame);
  }

  /** Waits for the owner to read on; Flight itself would spin. */
  private void awaitReady() {
    while (!stream.getWriter().isReady()) {
      if (broken || Thread.currentThread().isInterrupted()) {
        throw new IllegalStateException("the stream to " + client.address() + " is over");
      }
      LockSupport.parkNanos(NOT_READY_NANOS);
    }
  }

  @Override
  public void close() {
    broken = true;
    try {
      stream.getWriter().completed();
      stream.close();
    } catch (Exception e) {
      org.slf4j.LoggerFactory.getLogger(PeerLink.class)
          .debug("closing the stream to {}: {}", client.address(), e.toString());
    }
    client.close();
    try {
      reader.join(2_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
