package dev.tadashi.flight.relay;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Answers one DoGet with a schema and then with messages as they came. The call's own listener
 * still tells when the client takes more, and ends the call; nothing else may be sent by it. Not
 * thread-safe.
 */
public final class RelayReply {
  static final Context.Key<RelayReply> KEY = Context.key("relay-reply");

  private final ServerCall<?, InputStream> call;

  RelayReply(ServerCall<?, InputStream> call) {
    this.call = call;
  }

  /** That of the DoGet in whose context this runs. */
  public static RelayReply current() {
    @Nullable RelayReply reply = KEY.get();
    if (reply == null) {
      throw new IllegalStateException("this is no DoGet of a service that can relay");
    }
    return reply;
  }

  /** Begins the answer, with the first message of every stream. */
  public void start(Schema schema) {
    call.sendHeaders(new Metadata());
    call.sendMessage(SchemaMessage.write(schema));
  }

  /** Sends a message, which is closed once it has been sent or cannot be. */
  public void send(InputStream message) {
    InputStream passed = new PassedBytes(message);
    try {
      call.sendMessage(passed);
    } catch (RuntimeException | Error e) {
      close(passed);
      throw e;
    }
  }

  private static void close(InputStream message) {
    try {
      message.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
