/**
 * Expressions over chunks: a typed expression is compiled once per thread into kernels, each a
 * small loop per type. Plan expressions flow in, chunks flow in and out. It knows no stages and no
 * threads.
 */
@NullMarked
package dev.tadashi.engine.expr;

import org.jspecify.annotations.NullMarked;
