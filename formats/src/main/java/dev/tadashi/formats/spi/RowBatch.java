package dev.tadashi.formats.spi;

import dev.tadashi.engine.column.ColumnBuilder;
import dev.tadashi.model.type.Field;

/** Some rows of a file. */
public interface RowBatch {
  int rows();

  /**
   * Adds the values of a column to a builder of the column's type, widened where the file holds a
   * narrower one; nulls where the file has no such column.
   */
  void append(Field column, ColumnBuilder to);

  /** Rows of which the file has none of the columns. */
  static RowBatch withoutColumns(int rows) {
    return new RowBatch() {
      @Override
      public int rows() {
        return rows;
      }

      @Override
      public void append(Field column, ColumnBuilder to) {
        ConstantColumn.ofNull(column.type()).append(to, rows);
      }
    };
  }
}
