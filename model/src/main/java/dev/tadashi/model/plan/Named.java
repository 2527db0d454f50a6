package dev.tadashi.model.plan;

import dev.tadashi.model.expr.RowExpr;

/** An expression with the name of the column it makes. */
public record Named(String name, RowExpr expr) {}
