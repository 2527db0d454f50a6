package dev.tadashi.worker.exchange;

import dev.tadashi.flight.rpc.FlightErrors;
import dev.tadashi.worker.stats.WorkerStats;
import dev.tadashi.worker.task.TaskTable;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.flight.FlightProducer.ServerStreamListener;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.slf4j.LoggerFactory;

/**
 * Serves DoExchange: one stream per producer, frames in the metadata of messages without a body.
 */
public final class ExchangeEndpoint implements AutoCloseable {
  /** A granted unit of which nothing is heard for so long loses its room. */
  private static final Duration SILENCE = Duration.ofSeconds(5);

  private static final long LOOK_MILLIS = 500;

  private final TaskTable tasks;
  private final BufferAllocator allocator;
  private final Room room;
  private final Runnable report;
  private final WorkerStats stats;
  private final Set<Thread> serving = ConcurrentHashMap.newKeySet();

  public ExchangeEndpoint(
      TaskTable tasks, BufferAllocator allocator, Room room, Runnable report, WorkerStats stats) {
    this.stats = stats;
    this.tasks = tasks;
    this.allocator = allocator;
    this.room = room;
    this.report = report;
  }

  /** Blocks its (virtual) thread until the producer ends the stream. */
  public void serve(FlightStream in, ServerStreamListener out) {
    Semaphore ended = new Semaphore(0);
    serving.add(Thread.currentThread());
    try (OwnerSession session =
        new OwnerSession(
            tasks,
            allocator,
            room,
            message -> out.putMetadata(Frames.write(allocator, message)),
            report)) {
      Thread.ofVirtual().name("exchange-expiry").start(() -> expire(session, ended));
      while (in.next()) {
        ArrowBuf frame = in.getLatestMetadata();
        if (frame != null) {
          stats.received(frame.readableBytes());
          session.receive(Frames.read(frame));
        }
      }
      out.completed();
    } catch (RuntimeException e) {
      out.error(FlightErrors.toFlight(e));
    } finally {
      serving.remove(Thread.currentThread());
      ended.release();
    }
  }

  private static void expire(OwnerSession session, Semaphore ended) {
    try {
      while (!ended.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        session.expire(SILENCE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LoggerFactory.getLogger(ExchangeEndpoint.class)
          .debug("a producer's stream broke: {}", e.toString());
    }
  }

  /** Ends the streams: producers that live on would keep them open. */
  @Override
  public void close() {
    serving.forEach(Thread::interrupt);
  }
}
