package dev.tadashi.flight.rpc;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.apache.arrow.flight.CallHeaders;
import org.apache.arrow.flight.CallInfo;
import org.apache.arrow.flight.CallStatus;
import org.apache.arrow.flight.FlightMethod;
import org.apache.arrow.flight.FlightProducer.CallContext;
import org.apache.arrow.flight.FlightServerMiddleware;
import org.apache.arrow.flight.RequestContext;
import org.jspecify.annotations.Nullable;

/**
 * The session that a Flight call names: by our own header, by a cookie, or within its bearer. A
 * handshake is answered with a bearer that names a new one.
 */
public final class SessionHeader implements FlightServerMiddleware {
  static final String NAME = "x-tadashi-session";
  static final FlightServerMiddleware.Key<SessionHeader> KEY = FlightServerMiddleware.Key.of(NAME);

  private static final String AUTHORIZATION = "authorization";
  private static final String COOKIE = "arrow_flight_session_id";

  /** Stands for the token in bearers of a server that asks for none. */
  private static final Credentials OPEN = new Credentials("open", "open", Optional.empty());

  private final Credentials credentials;
  private final @Nullable String session;
  private final Map<String, String> answer = new LinkedHashMap<>();

  private SessionHeader(Credentials credentials, @Nullable String session) {
    this.credentials = credentials;
    this.session = session;
  }

  /**
   * Makes one for each call.
   *
   * @param secured whether calls need the token; else what clients send for it is not kept
   */
  record Factory(boolean secured) implements FlightServerMiddleware.Factory<SessionHeader> {
    @Override
    public SessionHeader onCallStarted(
        CallInfo info, CallHeaders incoming, RequestContext context) {
      Optional<Credentials> given = Credentials.read(incoming.get(AUTHORIZATION));
      SessionHeader header =
          new SessionHeader(given.filter(c -> secured).orElse(OPEN), session(incoming, given));
      if (info.method() == FlightMethod.HANDSHAKE) {
        header.answerBearer(ConnectionSession.create());
      }
      return header;
    }
  }

  private static @Nullable String session(CallHeaders incoming, Optional<Credentials> given) {
    String named = incoming.get(NAME);
    return named != null
        ? named
        : cookie(incoming).or(() -> given.flatMap(Credentials::session)).orElse(null);
  }

  private static Optional<String> cookie(CallHeaders incoming) {
    return StreamSupport.stream(incoming.getAll("cookie").spliterator(), false)
        .filter(Objects::nonNull)
        .flatMap(header -> Arrays.stream(header.split(";")))
        .map(String::trim)
        .filter(pair -> pair.startsWith(COOKIE + "="))
        .map(pair -> pair.substring(COOKIE.length() + 1))
        .filter(value -> !value.isEmpty())
        .findFirst();
  }

  /** The session of a call, or null. */
  public static @Nullable String of(CallContext context) {
    SessionHeader header = context.getMiddleware(KEY);
    return header == null ? null : header.session;
  }

  /** Tells the client of a session that it did not name, for its later calls. */
  public static void keep(CallContext context, String session) {
    SessionHeader header = context.getMiddleware(KEY);
    if (!session.equals(header.session)) {
      header.answer.put("set-cookie", COOKIE + "=" + session);
      header.answerBearer(session);
    }
  }

  /** Tells the client to forget its cookie. */
  public static void forget(CallContext context) {
    context.getMiddleware(KEY).answer.put("set-cookie", COOKIE + "=; Max-Age=0");
  }

  private void answerBearer(String id) {
    answer.put(AUTHORIZATION, credentials.header(id));
  }

  @Override
  public void onBeforeSendingHeaders(CallHeaders outgoing) {
    answer.forEach(outgoing::insert);
  }

  @Override
  public void onCallCompleted(CallStatus status) {}

  @Override
  public void onCallErrored(Throwable error) {}
}
