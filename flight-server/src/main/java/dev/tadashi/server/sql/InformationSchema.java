package dev.tadashi.server.sql;

import dev.tadashi.catalog.ViewRecord;
import dev.tadashi.model.table.TableName;
import dev.tadashi.model.table.TableRecord;
import dev.tadashi.model.type.DecimalType;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.Schema;
import dev.tadashi.sql.SqlCatalog;
import org.jspecify.annotations.Nullable;

/** The standard's {@code information_schema}, as far as there is something to show. */
final class InformationSchema {
  /** The one catalog that clients see. */
  static final String CATALOG = SqlCatalog.NAME;

  private InformationSchema() {}

  static RowList schemata(SqlSnapshot snapshot) {
    RowList rows = new RowList().texts("catalog_name", "schema_name", "schema_owner");
    snapshot.schemas().forEach(schema -> rows.add(CATALOG, schema, null));
    return rows;
  }

  static RowList tables(SqlSnapshot snapshot) {
    RowList rows = new RowList().texts("table_catalog", "table_schema", "table_name", "table_type");
    for (TableRecord table : snapshot.tables()) {
      add(rows, table.name().store(), table.name().table(), "BASE TABLE");
    }
    for (ViewRecord view : snapshot.views()) {
      add(rows, view.name().store(), view.name().table(), "VIEW");
    }
    for (String schema : snapshot.systemSchemas()) {
      snapshot.relations(schema).forEach(name -> add(rows, schema, name, "SYSTEM TABLE"));
    }
    return rows;
  }

  private static void add(RowList rows, String schema, String name, String type) {
    rows.add(CATALOG, schema, name, type);
  }

  static RowList views(SqlSnapshot snapshot) {
    RowList rows =
        new RowList().texts("table_catalog", "table_schema", "table_name", "view_definition");
    for (ViewRecord view : snapshot.views()) {
      rows.add(CATALOG, view.name().store(), view.name().table(), view.query());
    }
    return rows;
  }

  /** Columns of all tables that have been inspected, and of views. */
  static RowList columns(SqlSnapshot snapshot) {
    return new RowList()
        .texts("table_catalog", "table_schema", "table_name", "column_name")
        .numbers("ordinal_position")
        .texts("column_default", "is_nullable", "data_type")
        .numbers("numeric_precision", "numeric_scale")
        .filledBy(rows -> addColumns(rows, snapshot));
  }

  private static void addColumns(RowList rows, SqlSnapshot snapshot) {
    for (TableRecord table : snapshot.tables()) {
      add(rows, table.name(), table.schema());
    }
    snapshot
        .views()
        .forEach(view -> add(rows, view.name(), snapshot.columns(view.name()).orElse(null)));
  }

  private static void add(RowList rows, TableName table, @Nullable Schema schema) {
    for (int i = 0; schema != null && i < schema.size(); i++) {
      Field field = schema.field(i);
      @Nullable DecimalType decimal = field.type() instanceof DecimalType type ? type : null;
      rows.add(
          CATALOG,
          table.store(),
          table.table(),
          field.name(),
          i + 1,
          null,
          field.nullable() ? "YES" : "NO",
          field.type().text(),
          decimal == null ? null : decimal.precision(),
          decimal == null ? null : decimal.scale());
    }
  }
}
