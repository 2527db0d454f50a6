package dev.tadashi.flight.rpc;

import dev.tadashi.flight.op.Operation;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Which code answers which operation; filled once at start, then only read. */
public final class OperationHandlers {
  /** Answers an operation; it may block, and throws TadashiException. */
  @FunctionalInterface
  public interface Handler<Q, A> {
    A handle(Q request, CallInfo call);
  }

  private record Entry<Q, A>(Operation<Q, A> operation, Handler<Q, A> handler) {
    A apply(Object request, CallInfo call) {
      return handler.handle(operation.request().cast(request), call);
    }
  }

  private final Map<String, Entry<?, ?>> entries = new LinkedHashMap<>();

  public <Q, A> OperationHandlers on(Operation<Q, A> operation, Function<Q, A> handler) {
    return onCall(operation, (request, call) -> handler.apply(request));
  }

  public <Q, A> OperationHandlers onCall(Operation<Q, A> operation, Handler<Q, A> handler) {
    if (entries.putIfAbsent(operation.name(), new Entry<>(operation, handler)) != null) {
      throw new IllegalStateException(operation.name() + " has a handler already");
    }
    return this;
  }

  /** The operations that have a handler, in the order they were added. */
  public Set<Operation<?, ?>> operations() {
    return entries.values().stream()
        .map(Entry::operation)
        .collect(Collectors.toCollection(java.util.LinkedHashSet::new));
  }

  /** The operation of that name, when it has a handler. */
  public Optional<Operation<?, ?>> byName(String name) {
    return Optional.ofNullable(entries.get(name)).map(Entry::operation);
  }

  /** Runs an operation's handler on a request of its record type. */
  public Object handle(Operation<?, ?> operation, Object request, CallInfo call) {
    Entry<?, ?> entry = entries.get(operation.name());
    if (entry == null) {
      throw unknown(operation.name());
    }
    return entry.apply(request, call);
  }

  /** The error for a name without a handler. */
  public TadashiException unknown(String name) {
    return new TadashiException(ErrorCode.UNKNOWN_OPERATION, "there is no operation '" + name + "'")
        .hint("operations: " + String.join(", ", entries.keySet()));
  }
}
