package dev.tadashi.engine.column;

import java.util.List;

/** Rows as columns in the order that was asked for. A view: it owns nothing. */
public record Partition(int rows, List<Column> columns) {
  public Partition {
    columns = List.copyOf(columns);
  }

  public Column column(int index) {
    return columns.get(index);
  }

  /** Closes the columns, for who owns them. */
  public void closeColumns() {
    columns.forEach(Column::close);
  }
}
