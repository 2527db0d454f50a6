package dev.tadashi.server.sql;

import dev.tadashi.catalog.SessionRecord;
import dev.tadashi.catalog.ViewRecord;
import dev.tadashi.model.cluster.StoreRecord;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.TableName;
import dev.tadashi.model.table.TableRecord;
import dev.tadashi.model.type.Schema;
import dev.tadashi.server.table.StoredTable;
import dev.tadashi.server.table.TableRegistry;
import dev.tadashi.server.table.TableResolver;
import dev.tadashi.sql.SqlCatalog;
import dev.tadashi.sql.SqlRelation;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** What names mean to a statement: stores are schemas, beside the catalog's own. */
final class SqlSnapshot implements SqlCatalog {
  private final TableRegistry registry;
  private final TableResolver resolver;
  private final ViewRegistry views;
  private final SystemTables system;
  private final Function<ViewRecord, Optional<Schema>> columns;
  private final Optional<SessionRecord> session;
  private final long version;

  /** {@code columns} of a view, if its query can still be planned. */
  SqlSnapshot(
      TableRegistry registry,
      TableResolver resolver,
      ViewRegistry views,
      SystemTables system,
      Optional<SessionRecord> session,
      Function<ViewRecord, Optional<Schema>> columns) {
    this.registry = registry;
    this.resolver = resolver;
    this.views = views;
    this.system = system;
    this.columns = columns;
    this.session = session;
    this.version = registry.version() + views.version();
  }

  @Override
  public long version() {
    return version;
  }

  @Override
  public List<String> schemas() {
    Set<String> schemas = new LinkedHashSet<>(List.of(MAIN));
    registry.stores().stream().map(StoreRecord::name).forEach(schemas::add);
    views.all().forEach(view -> schemas.add(view.name().store()));
    schemas.addAll(system.schemas());
    return List.copyOf(schemas);
  }

  /** Schemas in which the session looks for a name without one. */
  List<String> searchPath() {
    return session
        .flatMap(found -> Optional.ofNullable(found.searchPath()))
        .orElseGet(() ->
            Stream.concat(Stream.of(MAIN), registry.stores().stream().map(StoreRecord::name))
                .distinct()
                .toList());
  }

  @Override
  public List<String> relations(String schema) {
    List<String> names = new ArrayList<>(system.relations(schema));
    registry.tables(schema).forEach(table -> names.add(table.name().table()));
    views.all().stream()
        .map(ViewRecord::name)
        .filter(name -> name.store().equals(schema))
        .forEach(name -> names.add(name.table()));
    return names;
  }

  @Override
  public Optional<SqlRelation> find(String schema, String name) {
    return exact(new TableName(schema, name)).or(() -> ignoringCase(schema, name));
  }

  private Optional<SqlRelation> ignoringCase(String schema, String name) {
    return schemas().stream()
        .filter(schema::equalsIgnoreCase)
        .flatMap(found ->
            relations(found).stream()
                .filter(name::equalsIgnoreCase)
                .map(relation -> new TableName(found, relation)))
        .findFirst()
        .flatMap(this::exact);
  }

  private Optional<SqlRelation> exact(TableName name) {
    Optional<SqlRelation> table = registry.find(name).map(found -> relation(name));
    return table
        .or(() -> views.find(name).map(view -> new SqlRelation.View(view.name(), view.query())))
        .or(() -> system.find(name, this));
  }

  /** A table that cannot be read is an error that says why. */
  private SqlRelation relation(TableName name) {
    StoredTable table = resolver.ready(name);
    return new SqlRelation.Table(
        name, Objects.requireNonNull(table.record().schema(), "a ready table has a schema"));
  }

  /** The relation of a name as a client writes it: qualified, or along the search path. */
  SqlRelation named(String name) {
    int dot = name.indexOf('.');
    Optional<SqlRelation> qualified =
        dot <= 0 ? Optional.empty() : find(name.substring(0, dot), name.substring(dot + 1));
    return qualified
        .or(() -> searchPath().stream().flatMap(s -> find(s, name).stream()).findFirst())
        .orElseThrow(() ->
            new TadashiException(ErrorCode.UNKNOWN_TABLE, "there is no table '" + name + "'")
                .at("table", name)
                .hint("SHOW TABLES lists them"));
  }

  Optional<SessionRecord> session() {
    return session;
  }

  List<TableRecord> tables() {
    return registry.tables();
  }

  List<ViewRecord> views() {
    return views.all();
  }

  RowList settings() {
    return SessionSettings.rows(session);
  }

  List<String> systemSchemas() {
    return system.schemas();
  }

  /** A view's columns; none when its query no longer fits the tables. */
  Optional<Schema> columns(TableName view) {
    return views.find(view).flatMap(columns);
  }
}
