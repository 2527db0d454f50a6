package dev.tadashi.model.plan;

import dev.tadashi.model.expr.RowExpr;
import dev.tadashi.model.function.AggregateFunction;
import dev.tadashi.model.type.DataType;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One aggregate of an aggregation.
 *
 * @param argument over the input's row; null for {@code count(*)}
 * @param name of the output column
 * @param type of the output column
 */
public record AggregateCall(
    AggregateFunction function, @Nullable RowExpr argument, String name, DataType type) {

  /** The call with something else in the place of each column. */
  public AggregateCall mapRefs(Function<RowExpr.Ref, RowExpr> replacement) {
    return argument == null
        ? this
        : new AggregateCall(function, argument.mapRefs(replacement), name, type);
  }
}
