package dev.tadashi.sql;

import dev.tadashi.model.plan.Plan;
import dev.tadashi.model.table.TableName;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.Schema;
import java.util.List;
import java.util.Optional;

/** What a statement asks for. Whoever takes it has an answer for each kind. */
public sealed interface PlannedStatement {

  /**
   * Rows.
   *
   * @param columnNames as the client sees them; unlike those of the plan two may be the same
   * @param parameterTypes of the parameters, in order
   */
  record Query(Plan plan, List<String> columnNames, List<DataType> parameterTypes)
      implements PlannedStatement {
    public Query {
      columnNames = List.copyOf(columnNames);
      parameterTypes = List.copyOf(parameterTypes);
    }
  }

  /** How a query would run; with {@code analyze} it is run and measured. */
  record Explain(Query query, boolean analyze, boolean json) implements PlannedStatement {}

  /** A list of what there is. */
  record Show(What what, Optional<String> of, Optional<String> like) implements PlannedStatement {
    /** What is listed; {@code of} is the schema, the table or the setting. */
    public enum What {
      SCHEMAS,
      TABLES,
      COLUMNS,
      FUNCTIONS,
      SETTING,
      SETTINGS
    }
  }

  /** The columns of a table, a view or a query. */
  record Describe(Schema schema) implements PlannedStatement {}

  /** A setting of the session gets a value. */
  record Set(String name, String value) implements PlannedStatement {}

  /** A setting, or all of them, gets its default back. */
  record Reset(Optional<String> name) implements PlannedStatement {}

  /** A view comes to be; its query has been checked. */
  record CreateView(TableName name, String query, boolean orReplace) implements PlannedStatement {}

  /** A view goes. */
  record DropView(TableName name, boolean ifExists) implements PlannedStatement {}

  /** Rows go into a table; the query's columns are some of the table's, by name. */
  record Insert(TableName table, Query query) implements PlannedStatement {}

  /** A table comes to be, without rows. */
  record CreateTable(TableName name, Schema schema, boolean orReplace, boolean ifNotExists)
      implements PlannedStatement {}

  /** A table comes to be, with the rows of a query. */
  record CreateTableAs(TableName name, Query query, boolean orReplace, boolean ifNotExists)
      implements PlannedStatement {}

  /** A table goes. */
  record DropTable(TableName name, boolean ifExists) implements PlannedStatement {}

  /** All rows of a table go. */
  record Truncate(TableName name) implements PlannedStatement {}

  /**
   * Some rows of a table go.
   *
   * @param matching counts them
   * @param left the others
   */
  record Delete(TableName table, Query matching, Query left) implements PlannedStatement {}

  /** A table's columns are brought into the workers' memory; all when none is named. */
  record CallLoad(TableName table, List<String> columns) implements PlannedStatement {
    public CallLoad {
      columns = List.copyOf(columns);
    }
  }

  /** A task is cancelled. */
  record CallCancel(String taskId) implements PlannedStatement {}

  /** BEGIN, COMMIT or ROLLBACK: accepted, without an effect. */
  record Transaction(String verb) implements PlannedStatement {}
}
