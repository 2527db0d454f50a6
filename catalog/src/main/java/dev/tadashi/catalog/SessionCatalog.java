package dev.tadashi.catalog;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Sessions by id. */
public final class SessionCatalog {
  private final Database db;

  SessionCatalog(Database db) {
    this.db = db;
  }

  public void put(SessionRecord session) {
    db.write(db.batch().put(Family.SESSIONS, session.id(), session));
  }

  public Optional<SessionRecord> get(String id) {
    return Optional.ofNullable(db.get(Family.SESSIONS, id)).map(value -> read(id, value));
  }

  public void remove(String id) {
    db.write(db.batch().delete(Family.SESSIONS, id));
  }

  /** Forgets those that have expired; how many. */
  public int removeExpired(Instant now) {
    List<SessionRecord> expired =
        db.scan(Family.SESSIONS, "", SessionCatalog::read).stream()
            .filter(session -> !session.expires().isAfter(now))
            .toList();
    Batch batch = db.batch();
    expired.forEach(session -> batch.delete(Family.SESSIONS, session.id()));
    db.write(batch);
    return expired.size();
  }

  private static SessionRecord read(String key, byte[] value) {
    return RecordCodec.decode(Family.SESSIONS, key, value, SessionRecord.class);
  }
}
