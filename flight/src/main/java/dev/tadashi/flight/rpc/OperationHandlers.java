package dev.tadashi.flight.rpc;

import dev.tadashi.flight.op.Operation;
import dev.tadashi.flight.op.Operation.Audience;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The operations that a process serves. Filled before it listens, then only read. */
public final class OperationHandlers {
  private final Map<String, Bound<?, ?>> bound = new LinkedHashMap<>();

  private record Bound<Q, A>(Operation<Q, A> operation, BiFunction<Q, CallInfo, A> handler) {
    byte[] call(byte[] body, CallInfo info) {
      Q request =
          operation.audience() == Audience.CLIENT
              ? Json.read(body, operation.request())
              : Json.readPeer(body, operation.request());
      return Json.bytes(handler.apply(request, info));
    }

    Object invoke(Object request, CallInfo info) {
      return handler.apply(operation.request().cast(request), info);
    }
  }

  public <Q, A> OperationHandlers on(Operation<Q, A> operation, Function<Q, A> handler) {
    return on(operation, (request, info) -> handler.apply(request));
  }

  public <Q, A> OperationHandlers on(
      Operation<Q, A> operation, BiFunction<Q, CallInfo, A> handler) {
    bound.put(operation.name(), new Bound<>(operation, handler));
    return this;
  }

  /** The served operations, in the order they were added. */
  public List<Operation<?, ?>> operations() {
    return bound.values().stream().<Operation<?, ?>>map(Bound::operation).toList();
  }

  /** Runs an operation on a JSON body and gives its JSON answer. */
  public byte[] call(String name, byte[] body, CallInfo info) {
    return require(name).call(body, info);
  }

  /** Runs an operation on a request record that is read already. */
  public <A> A call(Operation<?, A> operation, Object request, CallInfo info) {
    return operation.response().cast(require(operation.name()).invoke(request, info));
  }

  private Bound<?, ?> require(String name) {
    Bound<?, ?> found = bound.get(name);
    if (found == null) {
      throw new TadashiException(
              ErrorCode.UNKNOWN_OPERATION, "there is no operation '" + name + "'")
          .at("operation", name)
          .hint("operations: " + String.join(", ", bound.keySet()));
    }
    return found;
  }
}
