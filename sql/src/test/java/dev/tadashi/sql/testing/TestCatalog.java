package dev.tadashi.sql.testing;

import dev.tadashi.model.table.TableName;
import dev.tadashi.model.type.Schema;
import dev.tadashi.sql.SqlCatalog;
import dev.tadashi.sql.SqlRelation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A catalog that is filled by hand. */
public final class TestCatalog implements SqlCatalog {
  private final List<SqlRelation> relations = new ArrayList<>();
  private long version;

  /** Adds a table or a view. */
  public TestCatalog add(SqlRelation relation) {
    relations.add(relation);
    version++;
    return this;
  }

  /** Adds a table of the schema {@code main}. */
  public TestCatalog table(String name, Schema schema) {
    return add(new SqlRelation.Table(new TableName("main", name), schema));
  }

  /** Adds a view of the schema {@code main}. */
  public TestCatalog view(String name, String query) {
    return add(new SqlRelation.View(new TableName("main", name), query));
  }

  @Override
  public long version() {
    return version;
  }

  @Override
  public List<String> schemas() {
    return relations.stream().map(relation -> relation.name().store()).distinct().toList();
  }

  @Override
  public List<String> relations(String schema) {
    return relations.stream()
        .filter(relation -> relation.name().store().equals(schema))
        .map(relation -> relation.name().table())
        .toList();
  }

  @Override
  public Optional<SqlRelation> find(String schema, String name) {
    return relations.stream()
        .filter(relation ->
            relation.name().store().equalsIgnoreCase(schema)
                && relation.name().table().equalsIgnoreCase(name))
        .findFirst();
  }
}
