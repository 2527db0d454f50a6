package dev.tadashi.flight.rpc;

import io.grpc.Context;
import java.util.concurrent.Executor;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.ActionType;
import org.apache.arrow.flight.Criteria;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightProducer;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.PollInfo;
import org.apache.arrow.flight.PutResult;
import org.apache.arrow.flight.Result;
import org.apache.arrow.flight.SchemaResult;
import org.apache.arrow.flight.Ticket;

/**
 * Runs streams on threads of their own. Flight calls {@code getStream} on the thread that also has
 * to deliver the call's readiness: a producer that waits there for the client waits for ever.
 * Failures of all methods leave as typed errors.
 */
final class OffloadingProducer implements FlightProducer {
  private final FlightProducer producer;
  private final Executor executor;

  OffloadingProducer(FlightProducer producer, Executor executor) {
    this.producer = producer;
    this.executor = executor;
  }

  @Override
  public void getStream(CallContext context, Ticket ticket, ServerStreamListener listener) {
    executor.execute(
        Context.current()
            .wrap(() -> {
              try {
                producer.getStream(context, ticket, listener);
              } catch (RuntimeException e) {
                listener.error(FlightErrors.toFlight(e));
              }
            }));
  }

  @Override
  public void listFlights(
      CallContext context, Criteria criteria, StreamListener<FlightInfo> listener) {
    producer.listFlights(context, criteria, listener);
  }

  @Override
  public FlightInfo getFlightInfo(CallContext context, FlightDescriptor descriptor) {
    try {
      return producer.getFlightInfo(context, descriptor);
    } catch (RuntimeException e) {
      throw FlightErrors.toFlight(e);
    }
  }

  @Override
  public PollInfo pollFlightInfo(CallContext context, FlightDescriptor descriptor) {
    try {
      return producer.pollFlightInfo(context, descriptor);
    } catch (RuntimeException e) {
      throw FlightErrors.toFlight(e);
    }
  }

  @Override
  public SchemaResult getSchema(CallContext context, FlightDescriptor descriptor) {
    try {
      return producer.getSchema(context, descriptor);
    } catch (RuntimeException e) {
      throw FlightErrors.toFlight(e);
    }
  }

  @Override
  public Runnable acceptPut(
      CallContext context, FlightStream stream, StreamListener<PutResult> acknowledgements) {
    return producer.acceptPut(context, stream, acknowledgements);
  }

  @Override
  public void doExchange(CallContext context, FlightStream reader, ServerStreamListener writer) {
    try {
      producer.doExchange(context, reader, writer);
    } catch (RuntimeException e) {
      writer.error(FlightErrors.toFlight(e));
    }
  }

  @Override
  public void doAction(CallContext context, Action action, StreamListener<Result> listener) {
    try {
      producer.doAction(context, action, listener);
    } catch (RuntimeException e) {
      listener.onError(FlightErrors.toFlight(e));
    }
  }

  @Override
  public void listActions(CallContext context, StreamListener<ActionType> listener) {
    producer.listActions(context, listener);
  }
}
