package dev.tadashi.model.plan;

import dev.tadashi.model.expr.RowExpr;
import dev.tadashi.model.function.AggregateFunction;
import dev.tadashi.model.type.DataType;
import org.jspecify.annotations.Nullable;

/**
 * One aggregate of an aggregation.
 *
 * @param argument over the input's row; null for {@code count(*)}
 * @param name of the output column
 * @param type of the output column
 */
public record AggregateCall(
    AggregateFunction function, @Nullable RowExpr argument, String name, DataType type) {}
