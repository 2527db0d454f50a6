package dev.tadashi.sql;

import dev.tadashi.model.type.Schema;

/** A query's columns as the client sees them. */
public final class Columns {
  private Columns() {}

  /** The plan's columns under the names that the client sees. */
  public static Schema named(PlannedStatement.Query query) {
    return query.plan().schema().renamed(query.columnNames());
  }
}
