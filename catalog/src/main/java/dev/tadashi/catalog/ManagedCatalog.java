package dev.tadashi.catalog;

import dev.tadashi.model.table.TableName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Managed tables: the pointers to their metadata, and the writes that were committed. */
public final class ManagedCatalog {
  private final Database db;

  ManagedCatalog(Database db) {
    this.db = db;
  }

  public Optional<PointerRecord> pointer(TableName table) {
    String key = table.toString();
    return Optional.ofNullable(db.get(Family.POINTERS, key)).map(value -> pointer(key, value));
  }

  /** All, also of tables that were dropped and have files. */
  public List<PointerRecord> pointers() {
    return db.scan(Family.POINTERS, "", ManagedCatalog::pointer);
  }

  /**
   * Moves a pointer, and keeps the writes with it, when it still names the expected metadata; a
   * dropped table forgets its writes.
   *
   * @param expected empty for a table that is not there
   * @return whether it did
   */
  public boolean swap(Optional<String> expected, PointerRecord next, List<IngestRecord> writes) {
    synchronized (this) {
      Optional<String> current =
          pointer(next.table()).flatMap(there -> Optional.ofNullable(there.metadata()));
      if (!current.equals(expected)) {
        return false;
      }
      Batch batch = db.batch().put(Family.POINTERS, next.table().toString(), next);
      if (next.metadata() == null) {
        db.scan(Family.INGESTS, prefix(next.table()), (key, value) -> key)
            .forEach(key -> batch.delete(Family.INGESTS, key));
      }
      writes.forEach(write -> batch.put(Family.INGESTS, prefix(next.table()) + write.id(), write));
      db.append(batch);
    }
    db.await();
    return true;
  }

  /** Forgets a dropped table, whose files are gone. */
  public synchronized void forget(TableName table) {
    if (pointer(table).filter(there -> there.metadata() == null).isPresent()) {
      db.write(db.batch().delete(Family.POINTERS, table.toString()));
    }
  }

  /** Forgets all tables of a store, which keeps their files. */
  public synchronized void forgetStore(String store) {
    Batch batch = db.batch();
    for (Family family : List.of(Family.POINTERS, Family.INGESTS)) {
      db.scan(family, store + ".", (key, value) -> key).forEach(key -> batch.delete(family, key));
    }
    db.write(batch);
  }

  /** The committed write of that name. */
  public Optional<IngestRecord> write(TableName table, String id) {
    String key = prefix(table) + id;
    return Optional.ofNullable(db.get(Family.INGESTS, key)).map(value -> write(key, value));
  }

  /** Forgets writes that are older. */
  public void removeWrites(Instant before) {
    Batch batch = db.batch();
    db.scan(
            Family.INGESTS,
            "",
            (key, value) ->
                write(key, value).at().isBefore(before)
                    ? Optional.of(key)
                    : Optional.<String>empty())
        .forEach(old -> old.ifPresent(key -> batch.delete(Family.INGESTS, key)));
    db.append(batch);
  }

  private static String prefix(TableName table) {
    return table + "\0";
  }

  private static PointerRecord pointer(String key, byte[] value) {
    return RecordCodec.decode(Family.POINTERS, key, value, PointerRecord.class);
  }

  private static IngestRecord write(String key, byte[] value) {
    return RecordCodec.decode(Family.INGESTS, key, value, IngestRecord.class);
  }
}
