package dev.tadashi.model.spec;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.tadashi.model.expr.Expr;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks for without SQL: group the rows of a table that satisfy {@code where} by the
 * keys, aggregate each group, keep the groups that satisfy {@code having}, order and cut them.
 * {@code having} and {@code order_by} name output columns.
 */
public record AggregateSpec(
    @JsonProperty(required = true) String table,
    @Nullable List<KeyItem> by,
    @Nullable List<AggregateItem> aggregates,
    @Nullable Expr where,
    @Nullable Expr having,
    @JsonProperty("order_by") @Nullable List<OrderItem> orderBy,
    @Nullable Long limit,
    @Nullable Long offset) {}
