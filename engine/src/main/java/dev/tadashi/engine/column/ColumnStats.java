package dev.tadashi.engine.column;

import dev.tadashi.model.expr.Literal;
import org.jspecify.annotations.Nullable;

/** What is known of a column's values; min and max are null when all values are. */
public record ColumnStats(@Nullable Literal min, @Nullable Literal max, long nullCount) {}
