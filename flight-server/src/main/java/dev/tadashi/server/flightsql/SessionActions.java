package dev.tadashi.server.flightsql;

import dev.tadashi.catalog.SessionRecord;
import dev.tadashi.flight.rpc.SessionHeader;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.server.session.SessionService;
import dev.tadashi.server.sql.SessionSettings;
import dev.tadashi.sql.SqlCatalog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.flight.CloseSessionResult;
import org.apache.arrow.flight.FlightConstants;
import org.apache.arrow.flight.FlightProducer.CallContext;
import org.apache.arrow.flight.GetSessionOptionsResult;
import org.apache.arrow.flight.SessionOptionValue;
import org.apache.arrow.flight.SessionOptionValueFactory;
import org.apache.arrow.flight.SetSessionOptionsRequest;
import org.apache.arrow.flight.SetSessionOptionsResult;
import org.apache.arrow.flight.SetSessionOptionsResult.ErrorValue;

/** Session options: the settings of SET, and the names that clients use for where they are. */
final class SessionActions {
  private static final String CATALOG = "catalog";
  private static final String SCHEMA = "schema";

  private final ConnectionSessions connections;
  private final SessionService sessions;

  SessionActions(ConnectionSessions connections, SessionService sessions) {
    this.connections = connections;
    this.sessions = sessions;
  }

  void bind(Actions actions) {
    actions
        .on(
            FlightConstants.SET_SESSION_OPTIONS,
            (body, context) ->
                Optional.of(bytes(connections.in(context, in -> set(body, in)).serialize())))
        .on(
            FlightConstants.GET_SESSION_OPTIONS,
            (body, context) ->
                Optional.of(bytes(connections.in(context, SessionActions::get).serialize())))
        .on(
            FlightConstants.CLOSE_SESSION,
            (body, context) -> Optional.of(bytes(close(context).serialize())));
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  /** What can be set is set, also when other options of the same request cannot. */
  private SetSessionOptionsResult set(byte[] body, SessionRecord session) {
    Map<String, SetSessionOptionsResult.Error> errors = new LinkedHashMap<>();
    SessionRecord changed = session;
    for (Map.Entry<String, SessionOptionValue> option : options(body).entrySet()) {
      try {
        changed = set(changed, option.getKey(), option.getValue().acceptVisitor(OptionText.TEXT));
      } catch (InvalidOption e) {
        errors.put(option.getKey(), new SetSessionOptionsResult.Error(e.error));
      }
    }
    return new SetSessionOptionsResult(errors);
  }

  private static Map<String, SessionOptionValue> options(byte[] body) {
    try {
      return SetSessionOptionsRequest.deserialize(ByteBuffer.wrap(body)).getSessionOptions();
    } catch (IOException e) {
      throw new TadashiException(
          ErrorCode.INVALID_ARGUMENT, "the body is no SetSessionOptionsRequest", e);
    }
  }

  private SessionRecord set(SessionRecord session, String name, Optional<String> value) {
    if (name.equals(CATALOG)) {
      if (!value.orElse(CatalogCommands.CATALOG).equals(CatalogCommands.CATALOG)) {
        throw new InvalidOption(ErrorValue.INVALID_VALUE);
      }
      return session;
    }
    SessionSettings setting = setting(name);
    try {
      SessionRecord changed = setting.changed(session, value.map(setting::parse));
      sessions.change(changed);
      return changed;
    } catch (TadashiException e) {
      throw new InvalidOption(ErrorValue.INVALID_VALUE);
    }
  }

  private static SessionSettings setting(String name) {
    try {
      return SessionSettings.named(name);
    } catch (TadashiException e) {
      throw new InvalidOption(ErrorValue.INVALID_NAME);
    }
  }

  private static final class InvalidOption extends RuntimeException {
    private final ErrorValue error;

    InvalidOption(ErrorValue error) {
      super(error.name());
      this.error = error;
    }
  }

  private static GetSessionOptionsResult get(SessionRecord session) {
    Map<String, SessionOptionValue> options = new LinkedHashMap<>();
    options.put(CATALOG, text(CatalogCommands.CATALOG));
    String path = SessionSettings.SEARCH_PATH.of(Optional.of(session));
    options.put(SCHEMA, text(path.isEmpty() ? SqlCatalog.MAIN : path));
    for (SessionSettings setting : SessionSettings.values()) {
      options.put(setting.settingName(), text(setting.of(Optional.of(session))));
    }
    return new GetSessionOptionsResult(options);
  }

  private static SessionOptionValue text(String value) {
    return SessionOptionValueFactory.makeSessionOptionValue(value);
  }

  private CloseSessionResult close(CallContext context) {
    String named = SessionHeader.of(context);
    if (named != null) {
      sessions.close(named);
      SessionHeader.forget(context);
    }
    return new CloseSessionResult(CloseSessionResult.Status.CLOSED);
  }
}
