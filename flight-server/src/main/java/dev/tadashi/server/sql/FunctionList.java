package dev.tadashi.server.sql;

import dev.tadashi.model.function.AggregateFunction;
import dev.tadashi.model.function.ScalarFunction;

/** The functions there are, as a table; from the registries that run them. */
final class FunctionList {
  private FunctionList() {}

  static RowList rows() {
    RowList rows = new RowList().texts("name", "kind", "description");
    for (ScalarFunction function : ScalarFunction.values()) {
      for (String name : function.names()) {
        rows.add(name, "scalar", function.doc());
      }
    }
    for (AggregateFunction function : AggregateFunction.values()) {
      for (String name : function.names()) {
        rows.add(name, "aggregate", function.doc());
      }
    }
    return rows;
  }
}
