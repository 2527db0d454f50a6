package dev.tadashi.model.spec;

import dev.tadashi.model.expr.RowExpr;
import dev.tadashi.model.plan.AggregateCall;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects the columns that expressions refer to, and renumbers the references. */
final class ColumnPruner {
  private final Schema schema;
  private final Map<Integer, Integer> positions = new LinkedHashMap<>();

  ColumnPruner(Schema schema) {
    this.schema = schema;
  }

  /** The columns kept so far, in the order of their new positions. */
  List<Field> columns() {
    List<Field> columns = new ArrayList<>();
    positions.keySet().forEach(index -> columns.add(schema.field(index)));
    return columns;
  }

  RowExpr keep(RowExpr expr) {
    return expr.mapRefs(this::keep);
  }

  AggregateCall keep(AggregateCall call) {
    return call.mapRefs(this::keep);
  }

  private RowExpr keep(RowExpr.Ref ref) {
    Integer position = positions.computeIfAbsent(ref.index(), index -> positions.size());
    return new RowExpr.Ref(position, ref.type());
  }
}
