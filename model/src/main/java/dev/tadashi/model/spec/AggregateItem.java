package dev.tadashi.model.spec;

import dev.tadashi.model.expr.Expr;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An aggregate of a column, of an expression, or of a list of expressions for functions of several
 * arguments (only one of these); {@code count} may have none.
 *
 * @param where which rows count; all when absent
 * @param distinct whether each different value counts once
 */
public record AggregateItem(
    String fn,
    @Nullable String column,
    @Nullable Expr expr,
    @Nullable List<Expr> args,
    @Nullable Expr where,
    @Nullable Boolean distinct,
    @Nullable String as) {}
