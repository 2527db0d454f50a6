package dev.tadashi.server.task;

import dev.tadashi.flight.relay.RelaySource;
import dev.tadashi.flight.rpc.FlightErrors;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A result as the messages that its owners stream, one owner after another, without the schemas
 * that their streams begin with. Who has it closes it.
 */
public final class RelayedResult implements AutoCloseable {
  /** An owner's stream, which is opened when its turn comes. */
  record Part(String worker, Supplier<RelaySource> open) {}

  private final Deque<Part> left;
  private final Runnable whenClosed;
  private final Schema schema;
  private Part part;
  private RelaySource current;
  private @Nullable List<String> names;

  private RelayedResult(Deque<Part> left, Runnable whenClosed) {
    this.left = left;
    this.whenClosed = whenClosed;
    this.part = left.removeFirst();
    this.current = part.open().get();
    try {
      this.schema = begun();
    } catch (RuntimeException e) {
      current.close();
      throw e;
    }
  }

  /** At least one part; {@code whenClosed} runs once, when it is closed. */
  static RelayedResult of(List<Part> parts, Runnable whenClosed) {
    return new RelayedResult(new ArrayDeque<>(parts), whenClosed);
  }

  /** With other names for its columns; null for those of the owners. */
  RelayedResult named(@Nullable List<String> others) {
    names = others;
    return this;
  }

  public Schema schema() {
    return names == null ? schema : RenamedBatches.renamed(schema, names);
  }

  /** Waits for the next message, which the caller closes or sends; null at the end. */
  public @Nullable InputStream next() {
    while (true) {
      @Nullable InputStream message = arrived();
      if (message != null || left.isEmpty()) {
        return message;
      }
      current.close();
      part = left.removeFirst();
      current = part.open().get();
      if (!begun().equals(schema)) {
        throw new TadashiException(ErrorCode.PROTOCOL, "owners of one result differ in its columns")
            .at("worker", part.worker());
      }
    }
  }

  private Schema begun() {
    try {
      return current.schema();
    } catch (FlightRuntimeException e) {
      throw FlightErrors.fromFlight(e, part.worker());
    }
  }

  private @Nullable InputStream arrived() {
    try {
      return current.next();
    } catch (FlightRuntimeException e) {
      throw FlightErrors.fromFlight(e, part.worker());
    }
  }

  @Override
  public void close() {
    try {
      current.close();
    } finally {
      whenClosed.run();
    }
  }
}
