package dev.tadashi.catalog;

import dev.tadashi.model.table.TableName;
import java.util.List;
import java.util.Optional;

/** Views by full name. */
public final class ViewCatalog {
  private final Database db;

  ViewCatalog(Database db) {
    this.db = db;
  }

  public void put(ViewRecord view) {
    db.write(db.batch().put(Family.VIEWS, view.name().toString(), view));
  }

  public Optional<ViewRecord> get(TableName name) {
    String key = name.toString();
    return Optional.ofNullable(db.get(Family.VIEWS, key)).map(value -> read(key, value));
  }

  /** All by full name. */
  public List<ViewRecord> all() {
    return db.scan(Family.VIEWS, "", ViewCatalog::read);
  }

  public void remove(TableName name) {
    db.write(db.batch().delete(Family.VIEWS, name.toString()));
  }

  private static ViewRecord read(String key, byte[] value) {
    return RecordCodec.decode(Family.VIEWS, key, value, ViewRecord.class);
  }
}
