package dev.tadashi.server.flightsql;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.tadashi.flight.rpc.FlightErrors;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.ActionType;
import org.apache.arrow.flight.FlightProducer.CallContext;
import org.apache.arrow.flight.FlightProducer.StreamListener;
import org.apache.arrow.flight.Result;

/** The protocol's actions, each with its handler. */
final class Actions {
  private final Map<String, Bound> bound = new LinkedHashMap<>();

  private record Bound(ActionType type, Handler handler) {}

  /** Answers an action. */
  @FunctionalInterface
  interface Handler {
    /** The body of the one result; none for an action without results. */
    Optional<byte[]> answer(byte[] body, CallContext context);
  }

  Actions on(ActionType type, Handler handler) {
    bound.put(type.getType(), new Bound(type, handler));
    return this;
  }

  /** One of Flight SQL's, which packs its messages. */
  <Q extends Message> Actions on(
      ActionType type, Class<Q> request, BiFunction<Q, CallContext, Optional<Message>> handler) {
    return on(
        type,
        (body, context) ->
            handler
                .apply(unpack(body, request), context)
                .map(answer -> Any.pack(answer).toByteArray()));
  }

  private static <Q extends Message> Q unpack(byte[] body, Class<Q> type) {
    try {
      return Commands.unpack(Any.parseFrom(body), type);
    } catch (InvalidProtocolBufferException e) {
      throw new TadashiException(
          ErrorCode.INVALID_ARGUMENT, "the body is no packed " + type.getSimpleName(), e);
    }
  }

  private Handler require(String type) {
    return Objects.requireNonNull(bound.get(type), "the caller has asked").handler();
  }

  boolean takes(Action action) {
    return bound.containsKey(action.getType());
  }

  List<ActionType> types() {
    return bound.values().stream().map(Bound::type).toList();
  }

  void run(CallContext context, Action action, StreamListener<Result> listener) {
    try {
      require(action.getType())
          .answer(action.getBody(), context)
          .ifPresent(answer -> listener.onNext(new Result(answer)));
      listener.onCompleted();
    } catch (RuntimeException e) {
      listener.onError(FlightErrors.toFlight(e));
    }
  }
}
