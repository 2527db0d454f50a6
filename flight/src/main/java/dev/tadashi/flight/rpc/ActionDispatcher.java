package dev.tadashi.flight.rpc;

import dev.tadashi.flight.op.Operation;
import dev.tadashi.model.json.Json;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.ActionType;
import org.apache.arrow.flight.FlightProducer.StreamListener;
import org.apache.arrow.flight.Result;

/**
 * DoAction and ListActions over the handlers. Bodies are JSON: read strictly when clients send
 * them, leniently between our own processes. The answer is one result with a JSON body.
 */
public final class ActionDispatcher {
  private final OperationHandlers handlers;

  public ActionDispatcher(OperationHandlers handlers) {
    this.handlers = handlers;
  }

  /** Whether DoAction of that type is ours; another producer may answer the rest. */
  public boolean handles(String type) {
    return handlers.byName(type).isPresent();
  }

  public void doAction(Action action, StreamListener<Result> listener) {
    try {
      listener.onNext(new Result(answer(action.getType(), action.getBody())));
    } catch (RuntimeException e) {
      listener.onError(FlightErrors.toFlight(e));
      return;
    }
    listener.onCompleted();
  }

  public void listActions(StreamListener<ActionType> listener) {
    handlers
        .operations()
        .forEach(operation -> listener.onNext(new ActionType(operation.name(), operation.doc())));
    listener.onCompleted();
  }

  private byte[] answer(String type, byte[] body) {
    Operation<?, ?> operation = handlers.byName(type).orElseThrow(() -> handlers.unknown(type));
    return Json.bytes(handlers.handle(operation, request(operation, body), CallInfo.current()));
  }

  private static Object request(Operation<?, ?> operation, byte[] body) {
    return switch (operation.audience()) {
      case CLIENT -> Json.read(body, operation.request());
      case SERVER, WORKER -> Json.readPeer(body, operation.request());
    };
  }
}
