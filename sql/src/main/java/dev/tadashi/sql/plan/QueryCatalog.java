package dev.tadashi.sql.plan;

import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.DecimalType;
import dev.tadashi.model.type.Schema;
import dev.tadashi.model.type.SimpleType;
import dev.tadashi.model.type.TimeUnit;
import dev.tadashi.model.type.TimestampType;
import dev.tadashi.sql.SqlRelation;
import dev.tadashi.sql.types.Types;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.calcite.config.CalciteConnectionConfig;
import org.apache.calcite.config.CalciteConnectionConfigImpl;
import org.apache.calcite.config.CalciteConnectionProperty;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.schema.impl.AbstractSchema;
import org.apache.calcite.schema.impl.AbstractTable;

/** The relations of one query as Calcite's catalog, and the type names that PostgreSQL has. */
final class QueryCatalog {
  private static final int HUGEINT_DIGITS = 38;

  private static final Map<String, DataType> TYPE_NAMES =
      Map.ofEntries(
          Map.entry("text", SimpleType.VARCHAR),
          Map.entry("string", SimpleType.VARCHAR),
          Map.entry("int1", SimpleType.INT8),
          Map.entry("int2", SimpleType.INT16),
          Map.entry("int4", SimpleType.INT32),
          Map.entry("int8", SimpleType.INT64),
          Map.entry("float4", SimpleType.FLOAT32),
          Map.entry("float8", SimpleType.FLOAT64),
          Map.entry("bool", SimpleType.BOOL),
          Map.entry("bytea", SimpleType.BINARY),
          Map.entry("blob", SimpleType.BINARY),
          Map.entry("hugeint", new DecimalType(HUGEINT_DIGITS, 0)),
          Map.entry("datetime", new TimestampType(TimeUnit.US, null)),
          Map.entry("timestamptz", new TimestampType(TimeUnit.US, "UTC")));

  private QueryCatalog() {}

  static CalciteCatalogReader reader(
      Map<String, SqlRelation> relations, RelDataTypeFactory factory) {
    CalciteSchema root = CalciteSchema.createRootSchema(false, false);
    TYPE_NAMES.forEach((name, type) -> root.plus().add(name, f -> Types.toRel(type, f)));
    relations.values().forEach(relation -> add(root, relation));
    Properties properties = new Properties();
    properties.setProperty(CalciteConnectionProperty.CASE_SENSITIVE.camelName(), "false");
    CalciteConnectionConfig config = new CalciteConnectionConfigImpl(properties);
    return new CalciteCatalogReader(root, List.of(), factory, config);
  }

  private static void add(CalciteSchema root, SqlRelation relation) {
    Schema schema;
    switch (relation) {
      case SqlRelation.Table table -> schema = table.schema();
      case SqlRelation.Rows rows -> schema = rows.schema();
      case SqlRelation.View view -> {
        return;
      }
    }
    String store = relation.name().store();
    CalciteSchema known = root.getSubSchema(store, true);
    CalciteSchema sub = known == null ? root.add(store, new AbstractSchema()) : known;
    sub.add(relation.name().table(), new Relation(schema));
  }

  private static final class Relation extends AbstractTable {
    private final Schema schema;

    Relation(Schema schema) {
      this.schema = schema;
    }

    @Override
    public RelDataType getRowType(RelDataTypeFactory factory) {
      RelDataTypeFactory.Builder builder = factory.builder();
      schema
          .fields()
          .forEach(field -> builder.add(field.name(), Types.toRel(field.type(), factory)));
      return builder.build();
    }
  }
}
