package dev.tadashi.server.flightsql;

import com.google.protobuf.Any;
import com.google.protobuf.Internal;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.server.task.BatchStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.vector.types.pojo.Schema;

/** The commands that are answered with rows, each with its handler. */
final class Commands {
  private static final String URL = "type.googleapis.com/";
  private static final String PACKAGE = URL + "arrow.flight.protocol.sql.";

  private final Map<String, Bound<?>> bound = new HashMap<>();

  private record Bound<C extends Message>(Class<C> type, CommandHandler<C> handler) {
    FlightInfo info(Any command, Call call) {
      return handler.info(unpack(command, type), call);
    }

    Schema schema(Any command, Call call) {
      return handler.schema(unpack(command, type), call);
    }

    BatchStream open(Any command) {
      return handler.open(unpack(command, type));
    }
  }

  <C extends Message> Commands on(Class<C> type, CommandHandler<C> handler) {
    String name = Internal.getDefaultInstance(type).getDescriptorForType().getFullName();
    bound.put(URL + name, new Bound<>(type, handler));
    return this;
  }

  /** The Flight SQL command in those bytes; none when they are something else. */
  static Optional<Any> read(byte[] bytes) {
    try {
      return Optional.of(Any.parseFrom(bytes)).filter(any -> any.getTypeUrl().startsWith(PACKAGE));
    } catch (InvalidProtocolBufferException e) {
      return Optional.empty();
    }
  }

  static <C extends Message> C unpack(Any any, Class<C> type) {
    try {
      return any.unpack(type);
    } catch (InvalidProtocolBufferException e) {
      throw new TadashiException(
              ErrorCode.INVALID_ARGUMENT, "the message is no " + type.getSimpleName(), e)
          .hint(
              "Flight SQL packs its messages as google.protobuf.Any; this one is "
                  + any.getTypeUrl());
    }
  }

  FlightInfo info(Any command, Call call) {
    return require(command).info(command, call);
  }

  Schema schema(Any command, Call call) {
    return require(command).schema(command, call);
  }

  BatchStream open(Any command) {
    return require(command).open(command);
  }

  private Bound<?> require(Any command) {
    Bound<?> found = bound.get(command.getTypeUrl());
    if (found == null) {
      throw new TadashiException(
          ErrorCode.UNSUPPORTED,
          "there are no rows for a " + command.getTypeUrl().substring(PACKAGE.length()));
    }
    return found;
  }
}
