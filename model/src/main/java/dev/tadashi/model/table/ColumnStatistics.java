package dev.tadashi.model.table;

import dev.tadashi.model.expr.Literal;
import org.jspecify.annotations.Nullable;

/**
 * What is in a column of a partition, as the worker found that loaded it.
 *
 * @param nulls how many of its values are null
 * @param bytes in memory, without a dictionary that partitions share
 * @param min least value, in the order that sorts use (NaN is the greatest number); null when there
 *     is none or it is too long to keep
 * @param max greatest value, of which the same holds
 */
public record ColumnStatistics(
    String column, long nulls, long bytes, @Nullable Literal min, @Nullable Literal max) {}
