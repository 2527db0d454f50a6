package dev.tadashi.server.flightsql;

import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.TableName;
import dev.tadashi.model.type.Schema;
import dev.tadashi.server.sql.SearchPattern;
import dev.tadashi.server.sql.SqlService;
import dev.tadashi.sql.SqlCatalog;
import dev.tadashi.sql.SqlRelation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.arrow.flight.sql.FlightSqlProducer.Schemas;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetCatalogs;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetDbSchemas;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetTableTypes;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetTables;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** What there is: one catalog, schemas, tables and their columns, kinds of tables. */
final class CatalogCommands {
  /** The only catalog. */
  static final String CATALOG = SqlCatalog.NAME;

  private static final String TABLE = "TABLE";
  private static final String BASE_TABLE = "BASE TABLE";
  private static final String VIEW = "VIEW";
  private static final String SYSTEM_TABLE = "SYSTEM TABLE";
  private static final Schema NO_COLUMNS = new Schema(List.of());

  private final SqlService sql;

  CatalogCommands(SqlService sql) {
    this.sql = sql;
  }

  void bind(Commands commands, BufferAllocator allocator) {
    commands
        .on(
            CommandGetCatalogs.class,
            new TableCommand<>(allocator, c -> Schemas.GET_CATALOGS_SCHEMA, c -> catalogs()))
        .on(
            CommandGetDbSchemas.class,
            new TableCommand<>(allocator, c -> Schemas.GET_SCHEMAS_SCHEMA, this::schemas))
        .on(
            CommandGetTableTypes.class,
            new TableCommand<>(allocator, c -> Schemas.GET_TABLE_TYPES_SCHEMA, c -> types()))
        .on(
            CommandGetTables.class,
            new TableCommand<>(allocator, CatalogCommands::columns, this::tables));
  }

  private static Rows catalogs() {
    return new Rows(Schemas.GET_CATALOGS_SCHEMA, List.of(Rows.row(CATALOG)));
  }

  private static Rows types() {
    return new Rows(
        Schemas.GET_TABLE_TYPES_SCHEMA,
        List.of(Rows.row(SYSTEM_TABLE), Rows.row(TABLE), Rows.row(VIEW)));
  }

  private Rows schemas(CommandGetDbSchemas command) {
    boolean here = !command.hasCatalog() || command.getCatalog().equals(CATALOG);
    SearchPattern pattern =
        pattern(command.hasDbSchemaFilterPattern(), command.getDbSchemaFilterPattern());
    return new Rows(
        Schemas.GET_SCHEMAS_SCHEMA,
        schemas(sql.catalog(Optional.empty()), here, pattern).stream()
            .map(schema -> Rows.row(CATALOG, schema))
            .toList());
  }

  private static List<String> schemas(SqlCatalog catalog, boolean here, SearchPattern pattern) {
    return here ? catalog.schemas().stream().filter(pattern::matches).sorted().toList() : List.of();
  }

  private static SearchPattern pattern(boolean given, String text) {
    return new SearchPattern(given ? text : "%");
  }

  private static org.apache.arrow.vector.types.pojo.Schema columns(CommandGetTables command) {
    return command.getIncludeSchema()
        ? Schemas.GET_TABLES_SCHEMA
        : Schemas.GET_TABLES_SCHEMA_NO_SCHEMA;
  }

  private Rows tables(CommandGetTables command) {
    SqlCatalog catalog = sql.catalog(Optional.empty());
    boolean here = !command.hasCatalog() || command.getCatalog().equals(CATALOG);
    SearchPattern schemas =
        pattern(command.hasDbSchemaFilterPattern(), command.getDbSchemaFilterPattern());
    SearchPattern names =
        pattern(command.hasTableNameFilterPattern(), command.getTableNameFilterPattern());
    Set<String> types = types(command.getTableTypesList());
    List<List<@Nullable Object>> rows =
        schemas(catalog, here, schemas).stream()
            .flatMap(schema ->
                catalog.relations(schema).stream()
                    .filter(names::matches)
                    .sorted()
                    .map(name -> found(catalog, new TableName(schema, name))))
            .filter(table -> types.isEmpty() || types.contains(table.type()))
            .map(table -> row(table, command.getIncludeSchema()))
            .toList();
    return new Rows(columns(command), rows);
  }

  /** Clients that know the standard's name for tables mean the same. */
  private static Set<String> types(List<String> asked) {
    return asked.stream()
        .map(type -> type.equals(BASE_TABLE) ? TABLE : type)
        .collect(Collectors.toSet());
  }

  /** A table as it is listed; one that cannot be read now has no columns. */
  private record Listed(TableName name, String type, Supplier<Schema> columns) {}

  private Listed found(SqlCatalog catalog, TableName name) {
    try {
      return switch (catalog.find(name.store(), name.table()).orElse(null)) {
        case SqlRelation.Table table -> new Listed(name, TABLE, table::schema);
        case SqlRelation.View view -> new Listed(name, VIEW, () -> columns(view));
        case SqlRelation.Rows rows -> new Listed(name, SYSTEM_TABLE, rows::schema);
        case null -> new Listed(name, TABLE, () -> NO_COLUMNS);
      };
    } catch (TadashiException e) {
      return new Listed(name, TABLE, () -> NO_COLUMNS);
    }
  }

  private Schema columns(SqlRelation.View view) {
    try {
      return sql.prepare(view.query(), Optional.empty()).columns();
    } catch (TadashiException e) {
      return NO_COLUMNS;
    }
  }

  private static List<@Nullable Object> row(Listed table, boolean withSchema) {
    TableName name = table.name();
    List<@Nullable Object> row =
        new ArrayList<>(Rows.row(CATALOG, name.store(), name.table(), table.type()));
    if (withSchema) {
      row.add(EncapsulatedSchema.of(ColumnMetadata.ofTable(table.columns().get(), name)));
    }
    return row;
  }
}
