package dev.tadashi.sql;

import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.table.TableName;
import dev.tadashi.model.type.Schema;
import java.util.List;
import java.util.function.Supplier;

/** What can stand after FROM. */
public sealed interface SqlRelation {
  TableName name();

  /** A table in an object store, read by workers. */
  record Table(TableName name, Schema schema) implements SqlRelation {}

  /** A query that stands for its result. */
  record View(TableName name, String query) implements SqlRelation {}

  /**
   * Rows that the catalog itself holds, as those of {@code system} do.
   *
   * @param content made when it is first asked for, as few need more than the columns
   */
  record Rows(TableName name, Schema schema, Supplier<List<List<Literal>>> content)
      implements SqlRelation {
    public List<List<Literal>> rows() {
      return content.get();
    }
  }
}
