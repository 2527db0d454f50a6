package dev.tadashi.server.session;

import dev.tadashi.catalog.Catalog;
import dev.tadashi.catalog.SessionRecord;
import dev.tadashi.flight.op.Requests;
import dev.tadashi.flight.rpc.ConnectionSession;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.sql.SqlCatalog;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Opens sessions and finds them again, on every door and after a restart. */
public final class SessionService {
  /** The header that names a session, on both doors. */
  public static final String HEADER = "x-tadashi-session";

  private static final Duration TTL = Duration.ofHours(24);

  private final Catalog catalog;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  public SessionService(Catalog catalog, InstantSource clock) {
    this.catalog = catalog;
    this.clock = clock;
  }

  /** A new session; a store of its search path that is not there is an error. */
  public SessionRecord open(Requests.OpenSession request) {
    List<String> path = request.searchPath();
    if (path != null) {
      path.forEach(this::requireStore);
    }
    byte[] id = new byte[16];
    random.nextBytes(id);
    Instant expires = clock.instant().plus(TTL);
    SessionRecord session =
        new SessionRecord(HexFormat.of().formatHex(id), path, Map.of(), expires);
    catalog.sessions().put(session);
    return session;
  }

  /**
   * The session of an id; without an id there is none, and an unknown id is an error. That of a
   * connection for which nothing was set is as good as none.
   */
  public Optional<SessionRecord> find(@Nullable String id) {
    if (id == null) {
      return Optional.empty();
    }
    Optional<SessionRecord> session = kept(id);
    if (session.isEmpty() && !ConnectionSession.is(id)) {
      throw new TadashiException(
              ErrorCode.UNKNOWN_SESSION, "there is no such session, or it has expired")
          .hint("open another with OpenSession");
    }
    return session.map(this::prolonged);
  }

  private Optional<SessionRecord> kept(String id) {
    return catalog.sessions().get(id).filter(found -> found.expires().isAfter(clock.instant()));
  }

  /** A session in use does not expire; once in a while that is written down. */
  private SessionRecord prolonged(SessionRecord session) {
    Instant now = clock.instant();
    if (session.expires().isAfter(now.plus(TTL.dividedBy(2)))) {
      return session;
    }
    SessionRecord longer =
        new SessionRecord(session.id(), session.searchPath(), session.settings(), now.plus(TTL));
    catalog.sessions().put(longer);
    return longer;
  }

  /** The session of a connection, which may be a new one; it is kept once it is changed. */
  public SessionRecord ofConnection(String id) {
    return find(id)
        .orElseGet(() -> new SessionRecord(id, null, Map.of(), clock.instant().plus(TTL)));
  }

  /** Whether there is something to be found under that id. */
  public boolean isKept(String id) {
    return kept(id).isPresent();
  }

  /** Forgets a session. */
  public void close(String id) {
    catalog.sessions().remove(id);
  }

  /** The session as it is now under its id: other settings, another search path. */
  public void change(SessionRecord session) {
    if (session.searchPath() != null) {
      session.searchPath().forEach(this::requireSchema);
    }
    catalog.sessions().put(session);
  }

  private void requireSchema(String name) {
    if (!SqlCatalog.OWN_SCHEMAS.contains(name)) {
      requireStore(name);
    }
  }

  /** Forgets sessions that have expired. */
  public void removeExpired() {
    catalog.sessions().removeExpired(clock.instant());
  }

  private void requireStore(String name) {
    if (name == null || catalog.stores().get(name).isEmpty()) {
      throw new TadashiException(ErrorCode.UNKNOWN_STORE, "there is no object store '" + name + "'")
          .at("field", "search_path");
    }
  }
}
