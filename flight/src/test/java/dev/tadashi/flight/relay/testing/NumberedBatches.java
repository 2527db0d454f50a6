package dev.tadashi.flight.relay.testing;

import dev.tadashi.flight.rpc.FlightErrors;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.arrow.flight.BackpressureStrategy;
import org.apache.arrow.flight.NoOpFlightProducer;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Streams what its ticket says: {@code 3 of 100}, batches of rows; {@code then fails} at the end.
 */
public final class NumberedBatches extends NoOpFlightProducer implements AutoCloseable {
  private static final Schema SCHEMA =
      new Schema(
          List.of(
              Field.notNullable("n", new ArrowType.Int(64, true)),
              Field.nullable("text", ArrowType.Utf8.INSTANCE)));

  private final BufferAllocator allocator;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong cancelled = new AtomicLong();

  public NumberedBatches(BufferAllocator allocator) {
    this.allocator = allocator;
  }

  /** The rows of such a stream, as text. */
  public static List<String> rows(int batches, int size) {
    List<String> rows = new ArrayList<>();
    for (long n = 0; n < (long) batches * size; n++) {
      rows.add(n + " " + text(n));
    }
    return rows;
  }

  /** The rows of a batch, as text. */
  public static List<String> rows(VectorSchemaRoot root) {
    List<String> rows = new ArrayList<>();
    for (int row = 0; row < root.getRowCount(); row++) {
      rows.add(root.getVector(0).getObject(row) + " " + root.getVector(1).getObject(row));
    }
    return rows;
  }

  public long cancelled() {
    return cancelled.get();
  }

  /** How many batches were sent, when no more have been for a moment; else 0. */
  public long sentOnceSettled() throws InterruptedException {
    long before = sent.get();
    Thread.sleep(200);
    return before == sent.get() ? before : 0;
  }

  @Override
  public void getStream(CallContext context, Ticket ticket, ServerStreamListener listener) {
    String[] words = new String(ticket.getBytes(), StandardCharsets.UTF_8).split(" ");
    BackpressureStrategy.CallbackBackpressureStrategy pressure =
        new BackpressureStrategy.CallbackBackpressureStrategy();
    pressure.register(listener);
    threads.execute(() -> stream(words, pressure, listener));
  }

  private void stream(
      String[] words, BackpressureStrategy pressure, ServerStreamListener listener) {
    int batches = Integer.parseInt(words[0]);
    try (VectorSchemaRoot root = VectorSchemaRoot.create(SCHEMA, allocator)) {
      listener.start(root);
      for (int batch = 0; batch < batches; batch++) {
        if (pressure.waitForListener(Duration.ofSeconds(60).toMillis())
            != BackpressureStrategy.WaitResult.READY) {
          cancelled.incrementAndGet();
          return;
        }
        fill(root, batch, Integer.parseInt(words[2]));
        listener.putNext();
        sent.incrementAndGet();
      }
      if (words.length > 3) {
        listener.error(
            FlightErrors.toFlight(
                new TadashiException(ErrorCode.MEMORY_EXCEEDED, "no more after " + batches)));
      } else {
        listener.completed();
      }
    }
  }

  private static void fill(VectorSchemaRoot root, int batch, int size) {
    BigIntVector numbers = (BigIntVector) root.getVector(0);
    VarCharVector texts = (VarCharVector) root.getVector(1);
    root.allocateNew();
    for (int row = 0; row < size; row++) {
      long n = (long) batch * size + row;
      numbers.setSafe(row, n);
      String text = text(n);
      if (text != null) {
        texts.setSafe(row, text.getBytes(StandardCharsets.UTF_8));
      }
    }
    root.setRowCount(size);
  }

  @SuppressWarnings("NullAway")
  private static String text(long n) {
    return n % 3 == 0 ? null : "text " + n % 7;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
