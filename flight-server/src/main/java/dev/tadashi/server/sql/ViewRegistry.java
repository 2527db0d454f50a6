package dev.tadashi.server.sql;

import dev.tadashi.catalog.ViewCatalog;
import dev.tadashi.catalog.ViewRecord;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.TableName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** Views in the catalog, kept in memory, with a number that differs after each change. */
public final class ViewRegistry {
  private final ViewCatalog catalog;
  private final Map<String, ViewRecord> views = new ConcurrentSkipListMap<>();
  private volatile long version;

  public ViewRegistry(ViewCatalog catalog) {
    this.catalog = catalog;
    catalog.all().forEach(view -> views.put(view.name().toString(), view));
  }

  long version() {
    return version;
  }

  Optional<ViewRecord> find(TableName name) {
    return Optional.ofNullable(views.get(name.toString()));
  }

  List<ViewRecord> all() {
    return List.copyOf(views.values());
  }

  /** A view under a name that no table has. */
  synchronized void create(TableName name, String query, boolean orReplace, Instant now) {
    if (!orReplace && views.containsKey(name.toString())) {
      throw new TadashiException(
              ErrorCode.INVALID_ARGUMENT, "there is a view '" + name + "' already")
          .at("view", name.toString())
          .hint("CREATE OR REPLACE VIEW takes its place");
    }
    ViewRecord view = new ViewRecord(name, query, now);
    catalog.put(view);
    views.put(name.toString(), view);
    version++;
  }

  synchronized void drop(TableName name, boolean ifExists) {
    if (!views.containsKey(name.toString())) {
      if (ifExists) {
        return;
      }
      throw new TadashiException(ErrorCode.UNKNOWN_TABLE, "there is no view '" + name + "'")
          .at("view", name.toString())
          .hint("SHOW TABLES lists tables and views; DROP VIEW IF EXISTS takes none for done");
    }
    catalog.remove(name);
    views.remove(name.toString());
    version++;
  }
}
