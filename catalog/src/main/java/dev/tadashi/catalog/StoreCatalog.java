package dev.tadashi.catalog;

import dev.tadashi.model.cluster.StoreRecord;
import dev.tadashi.model.table.TableRecord;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Registered object stores by name. */
public final class StoreCatalog {
  private final Database db;

  StoreCatalog(Database db) {
    this.db = db;
  }

  /** A store and the tables that were found in it, together. */
  public void register(StoreRecord store, List<TableRecord> tables) {
    Batch batch = db.batch().put(Family.STORES, store.name(), store);
    tables.forEach(table -> batch.put(Family.TABLES, table.name().toString(), table));
    db.write(batch);
  }

  public Optional<StoreRecord> get(String name) {
    return Optional.ofNullable(db.get(Family.STORES, name)).map(value -> read(name, value));
  }

  /** All, in the order of their registration. */
  public List<StoreRecord> all() {
    return db.scan(Family.STORES, "", StoreCatalog::read).stream()
        .sorted(Comparator.comparing(StoreRecord::registered).thenComparing(StoreRecord::name))
        .toList();
  }

  /** Forgets a store with its tables and partitions. */
  public void drop(String name) {
    Batch batch = db.batch().delete(Family.STORES, name);
    for (Family family : List.of(Family.TABLES, Family.PARTITIONS, Family.STATISTICS)) {
      db.scan(family, name + ".", (key, value) -> key).forEach(key -> batch.delete(family, key));
    }
    db.write(batch);
  }

  private static StoreRecord read(String key, byte[] value) {
    return RecordCodec.decode(Family.STORES, key, value, StoreRecord.class);
  }
}
