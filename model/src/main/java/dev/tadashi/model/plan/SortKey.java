package dev.tadashi.model.plan;

/** One key of an order: the column's position, direction, and where nulls go. */
public record SortKey(int column, boolean descending, boolean nullsFirst) {}
