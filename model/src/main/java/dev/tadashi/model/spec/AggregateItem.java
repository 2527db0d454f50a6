package dev.tadashi.model.spec;

import dev.tadashi.model.expr.Expr;
import org.jspecify.annotations.Nullable;

/** An aggregate of a column or of an expression (not both); {@code count} may have neither. */
public record AggregateItem(
    String fn, @Nullable String column, @Nullable Expr expr, @Nullable String as) {}
