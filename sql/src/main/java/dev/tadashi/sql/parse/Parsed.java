package dev.tadashi.sql.parse;

import dev.tadashi.model.table.TableName;
import dev.tadashi.model.type.Field;
import dev.tadashi.sql.PlannedStatement;
import dev.tadashi.sql.SqlRelation;
import java.util.List;
import java.util.Map;
import org.apache.calcite.sql.SqlNode;

/** A statement as it was understood: those without a query need no planning. */
public sealed interface Parsed {

  /**
   * A query.
   *
   * @param tree with full table names and without views
   * @param relations that it refers to, by full name
   * @param parameters for each {@code ?} of the tree, the number of its parameter, from 0
   */
  record Query(SqlNode tree, Map<String, SqlRelation> relations, List<Integer> parameters)
      implements Parsed {}

  /** EXPLAIN of a query. */
  record Explain(Query query, boolean analyze, boolean json) implements Parsed {}

  /** DESCRIBE of a query. */
  record Describe(Query query) implements Parsed {}

  /** CREATE VIEW; {@code text} is its query as written. */
  record View(TableName name, Query query, String text, boolean orReplace) implements Parsed {}

  /**
   * INSERT of a query's rows.
   *
   * @param columns that they go into, by their place
   */
  record Insert(TableName table, List<Field> columns, Query query) implements Parsed {
    public Insert {
      columns = List.copyOf(columns);
    }
  }

  /**
   * CREATE TABLE.
   *
   * @param query its columns and, with {@code rows}, its rows
   * @param nullable which columns may be null; empty: all
   */
  record CreateTable(
      TableName name,
      Query query,
      List<Boolean> nullable,
      boolean orReplace,
      boolean ifNotExists,
      boolean rows)
      implements Parsed {
    public CreateTable {
      nullable = List.copyOf(nullable);
    }
  }

  /**
   * DELETE under a condition.
   *
   * @param matching counts the rows that go
   * @param left the rows that stay
   */
  record Delete(TableName table, Query matching, Moved matchingPlace, Query left, Moved leftPlace)
      implements Parsed {}

  /** A statement that is already all there is to know. */
  record Ready(PlannedStatement statement) implements Parsed {}
}
