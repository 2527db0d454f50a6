package dev.tadashi.flight.rpc;

import dev.tadashi.flight.op.Operation;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.json.Json;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.ActionType;
import org.apache.arrow.flight.FlightProducer.CallContext;
import org.apache.arrow.flight.FlightProducer.StreamListener;
import org.apache.arrow.flight.Result;

/** DoAction and ListActions by the registry: a JSON body in, one JSON result out. */
public final class ActionDispatcher {
  private final OperationHandlers handlers;

  public ActionDispatcher(OperationHandlers handlers) {
    this.handlers = handlers;
  }

  public void doAction(CallContext context, Action action, StreamListener<Result> listener) {
    try {
      if (action.getBody().length > Json.MAX_BODY_BYTES && isForClients(action.getType())) {
        throw new TadashiException(ErrorCode.BODY_TOO_LARGE, "the body is over 16 MiB");
      }
      CallInfo info = new CallInfo(SessionHeader.of(context));
      byte[] answer = handlers.call(action.getType(), action.getBody(), info);
      listener.onNext(new Result(answer));
      listener.onCompleted();
    } catch (RuntimeException e) {
      listener.onError(FlightErrors.toFlight(e));
    }
  }

  private boolean isForClients(String name) {
    return handlers.operations().stream()
        .filter(operation -> operation.name().equals(name))
        .allMatch(operation -> operation.audience() == Operation.Audience.CLIENT);
  }

  public void listActions(StreamListener<ActionType> listener) {
    for (Operation<?, ?> operation : handlers.operations()) {
      if (operation.audience() == Operation.Audience.CLIENT) {
        listener.onNext(new ActionType(operation.name(), operation.doc()));
      }
    }
    listener.onCompleted();
  }
}
