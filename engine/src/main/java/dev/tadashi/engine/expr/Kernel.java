package dev.tadashi.engine.expr;

import dev.tadashi.engine.vector.Vec;

/** A compiled expression. For one thread: kernels keep what they learned of dictionaries. */
@FunctionalInterface
public interface Kernel {
  /** The values for {@code rows.size()} rows, valid until the rows' scratch is reset. */
  Vec eval(Rows rows);
}
