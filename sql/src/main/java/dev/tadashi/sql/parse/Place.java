package dev.tadashi.sql.parse;

/** A line and a column of a statement, from 1. */
record Place(int line, int column) {
  static Place of(String sql, int offset) {
    int line = 1;
    int start = 0;
    for (int i = 0; i < Math.min(offset, sql.length()); i++) {
      if (sql.charAt(i) == '\n') {
        line++;
        start = i + 1;
      }
    }
    return new Place(line, offset - start + 1);
  }
}
