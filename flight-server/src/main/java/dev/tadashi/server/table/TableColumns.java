package dev.tadashi.server.table;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The columns of a table that a request names. */
public final class TableColumns {
  private TableColumns() {}

  /** Those columns, each once; all of the table when null. */
  public static List<Field> of(@Nullable List<String> names, Schema schema) {
    if (names == null) {
      return schema.fields();
    } else if (names.isEmpty() || names.contains(null)) {
      throw new TadashiException(
              ErrorCode.INVALID_ARGUMENT, "'columns' names at least one column, and no null")
          .at("field", "columns")
          .hint("leave it out to mean all columns");
    }
    return names.stream().map(name -> schema.field(schema.require(name))).distinct().toList();
  }
}
