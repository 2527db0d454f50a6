package dev.tadashi.sql;

import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.Schema;
import java.util.ArrayList;
import java.util.List;

/** A query's columns as the client sees them. */
public final class Columns {
  private Columns() {}

  /** The plan's columns under the names that the client sees. */
  public static Schema named(PlannedStatement.Query query) {
    List<Field> fields = new ArrayList<>();
    for (int i = 0; i < query.columnNames().size(); i++) {
      Field field = query.plan().schema().field(i);
      fields.add(new Field(query.columnNames().get(i), field.type(), field.nullable()));
    }
    return new Schema(fields);
  }
}
