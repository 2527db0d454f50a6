package dev.tadashi.engine.vector;

import org.jspecify.annotations.Nullable;

/** Floating point numbers; 32-bit ones are widened. */
public record DoubleVec(double[] values, boolean @Nullable [] nulls) implements Vec {
  @Override
  public Vec gather(int[] rows, int n, Scratch scratch) {
    double[] gathered = scratch.doubles();
    for (int i = 0; i < n; i++) {
      gathered[i] = values[rows[i]];
    }
    return new DoubleVec(gathered, Vec.gatherNulls(nulls, rows, n, scratch));
  }
}
