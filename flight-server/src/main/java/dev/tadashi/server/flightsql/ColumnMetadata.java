package dev.tadashi.server.flightsql;

import dev.tadashi.model.table.TableName;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.SimpleType;
import dev.tadashi.server.flight.ArrowSchemas;
import java.util.Map;
import org.apache.arrow.flight.sql.FlightSqlColumnMetadata;
import org.apache.arrow.vector.types.pojo.Schema;

/** Schemas whose fields tell SQL clients of the columns' types and origin. */
final class ColumnMetadata {
  private ColumnMetadata() {}

  /** Of a query's result. */
  static Schema ofQuery(dev.tadashi.model.type.Schema schema) {
    return ArrowSchemas.of(schema, field -> ofType(field).build().getMetadataMap());
  }

  /** Of a table or view. */
  static Schema ofTable(dev.tadashi.model.type.Schema schema, TableName name) {
    return ArrowSchemas.of(schema, field -> ofColumn(field, name));
  }

  private static Map<String, String> ofColumn(Field field, TableName name) {
    return ofType(field)
        .catalogName(CatalogCommands.CATALOG)
        .schemaName(name.store())
        .tableName(name.table())
        .build()
        .getMetadataMap();
  }

  private static FlightSqlColumnMetadata.Builder ofType(Field field) {
    SqlType type = SqlType.of(field.type());
    FlightSqlColumnMetadata.Builder metadata =
        new FlightSqlColumnMetadata.Builder()
            .typeName(type.name())
            .isAutoIncrement(false)
            .isCaseSensitive(isText(field.type()))
            .isReadOnly(true)
            .isSearchable(true);
    type.precision().ifPresent(metadata::precision);
    type.scale().ifPresent(metadata::scale);
    return metadata;
  }

  private static boolean isText(DataType type) {
    return type == SimpleType.VARCHAR;
  }
}
