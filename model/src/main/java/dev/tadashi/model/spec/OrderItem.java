package dev.tadashi.model.spec;

import org.jspecify.annotations.Nullable;

/**
 * One key of the order.
 *
 * @param by an output column
 * @param desc descending; ascending when absent
 * @param nulls {@code first} or {@code last}; absent: last ascending, first descending
 */
public record OrderItem(String by, @Nullable Boolean desc, @Nullable String nulls) {}
