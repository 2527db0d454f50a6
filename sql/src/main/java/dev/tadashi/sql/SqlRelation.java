package dev.tadashi.sql;

import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.table.TableName;
import dev.tadashi.model.type.Schema;
import java.util.List;

/** What can stand after FROM. */
public sealed interface SqlRelation {
  TableName name();

  /** A table in an object store, read by workers. */
  record Table(TableName name, Schema schema) implements SqlRelation {}

  /** A query that stands for its result. */
  record View(TableName name, String query) implements SqlRelation {}

  /** Rows that the catalog itself holds, as those of {@code system} do. */
  record Rows(TableName name, Schema schema, List<List<Literal>> rows) implements SqlRelation {
    public Rows {
      rows = List.copyOf(rows);
    }
  }
}
