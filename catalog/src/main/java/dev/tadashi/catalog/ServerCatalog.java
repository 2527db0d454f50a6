package dev.tadashi.catalog;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import java.security.SecureRandom;

/** What the control plane keeps about itself. */
public final class ServerCatalog {
  private static final String FORMAT = "format";
  private static final String EPOCH = "server_epoch";
  private static final String TICKET_KEY = "ticket_key";

  private final Database db;

  ServerCatalog(Database db) {
    this.db = db;
  }

  /** Refuses a catalog of a newer version; marks a new one. */
  void checkFormat() {
    long found = number(FORMAT);
    if (found > RecordCodec.VERSION) {
      throw new TadashiException(
              ErrorCode.CATALOG_FAILURE,
              "the catalog was written by a newer version: its format is "
                  + found
                  + ", this version reads up to "
                  + RecordCodec.VERSION)
          .hint("start the newer version, or give another data directory");
    } else if (found == 0) {
      db.write(db.batch().putBytes(Family.META, FORMAT, digits(RecordCodec.VERSION)));
    }
  }

  /** A new server epoch, greater than every one before, durable when this returns. */
  public synchronized long raiseServerEpoch() {
    long next = number(EPOCH) + 1;
    db.write(db.batch().putBytes(Family.META, EPOCH, digits(next)));
    return next;
  }

  /** The key that tickets are signed with; made once, so that tickets outlive a restart. */
  public synchronized byte[] ticketKey() {
    byte[] key = db.get(Family.META, TICKET_KEY);
    if (key == null) {
      key = new byte[32];
      new SecureRandom().nextBytes(key);
      db.write(db.batch().putBytes(Family.META, TICKET_KEY, key));
    }
    return key;
  }

  private long number(String key) {
    byte[] value = db.get(Family.META, key);
    try {
      return value == null ? 0 : Long.parseLong(Database.text(value));
    } catch (NumberFormatException e) {
      throw new TadashiException(ErrorCode.CATALOG_FAILURE, "'" + key + "' is no number", e)
          .at("key", key);
    }
  }

  private static byte[] digits(long value) {
    return Database.bytes(Long.toString(value));
  }
}
