package dev.tadashi.server.flightsql;

import dev.tadashi.catalog.SessionRecord;
import dev.tadashi.flight.rpc.ConnectionSession;
import dev.tadashi.flight.rpc.SessionHeader;
import dev.tadashi.server.session.SessionService;
import java.util.function.Function;
import org.apache.arrow.flight.FlightProducer.CallContext;

/**
 * The sessions of connections. A call that names none has one of its own; when something is set in
 * it, the client is told its name, and it is there for the calls after.
 */
record ConnectionSessions(SessionService sessions) {

  <T> T in(CallContext context, Function<SessionRecord, T> work) {
    String named = SessionHeader.of(context);
    SessionRecord session =
        sessions.ofConnection(named == null ? ConnectionSession.create() : named);
    T answer = work.apply(session);
    if (named == null && sessions.isKept(session.id())) {
      SessionHeader.keep(context, session.id());
    }
    return answer;
  }
}
