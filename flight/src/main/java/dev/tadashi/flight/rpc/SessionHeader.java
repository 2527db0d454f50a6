package dev.tadashi.flight.rpc;

import org.apache.arrow.flight.CallHeaders;
import org.apache.arrow.flight.CallInfo;
import org.apache.arrow.flight.FlightProducer.CallContext;
import org.apache.arrow.flight.FlightServerMiddleware;
import org.apache.arrow.flight.RequestContext;
import org.jspecify.annotations.Nullable;

/** Reads the session that a Flight call names in its headers. */
public final class SessionHeader implements FlightServerMiddleware {
  static final String NAME = "x-tadashi-session";
  static final FlightServerMiddleware.Key<SessionHeader> KEY = FlightServerMiddleware.Key.of(NAME);

  private final @Nullable String session;

  private SessionHeader(@Nullable String session) {
    this.session = session;
  }

  /** Makes one for each call. */
  static final class Factory implements FlightServerMiddleware.Factory<SessionHeader> {
    @Override
    public SessionHeader onCallStarted(
        CallInfo info, CallHeaders incoming, RequestContext context) {
      return new SessionHeader(incoming.get(NAME));
    }
  }

  /** The session of a call, or null. */
  public static @Nullable String of(CallContext context) {
    SessionHeader header = context.getMiddleware(KEY);
    return header == null ? null : header.session;
  }

  @Override
  public void onBeforeSendingHeaders(CallHeaders outgoing) {}

  @Override
  public void onCallCompleted(org.apache.arrow.flight.CallStatus status) {}

  @Override
  public void onCallErrored(Throwable error) {}
}
