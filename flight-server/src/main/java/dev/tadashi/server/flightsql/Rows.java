package dev.tadashi.server.flightsql;

import java.util.Arrays;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A small table, known at once.
 *
 * @param values of each row, as {@link Cells} takes them
 */
record Rows(Schema schema, List<List<@Nullable Object>> values) {

  static Rows none(Schema schema) {
    return new Rows(schema, List.of());
  }

  static List<@Nullable Object> row(@Nullable Object... values) {
    return Arrays.asList(values);
  }
}
