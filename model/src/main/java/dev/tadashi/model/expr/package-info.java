/**
 * Two expression trees: what the user said ({@link dev.tadashi.model.expr.Expr}, by name) and what
 * the engine runs ({@link dev.tadashi.model.expr.RowExpr}, typed and by position), with one
 * resolver between them.
 */
@NullMarked
package dev.tadashi.model.expr;

import org.jspecify.annotations.NullMarked;
