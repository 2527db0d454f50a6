package dev.tadashi.engine.vector;

import org.jspecify.annotations.Nullable;

/**
 * The values of a chunk, dense from index 0; how many there are is known to who passes it on. Where
 * a row is null its value is arbitrary, so a kernel that can fail must leave it out.
 */
public sealed interface Vec permits LongVec, DoubleVec, WideVec, TextVec {
  /** True where the value is null; null itself when no value is. */
  boolean @Nullable [] nulls();

  /** The values at {@code rows[0..n)}. */
  Vec gather(int[] rows, int n, Scratch scratch);

  /** The null flags at {@code rows[0..n)}. */
  static boolean @Nullable [] gatherNulls(
      boolean @Nullable [] nulls, int[] rows, int n, Scratch scratch) {
    if (nulls == null) {
      return null;
    }
    boolean[] gathered = scratch.flags();
    for (int i = 0; i < n; i++) {
      gathered[i] = nulls[rows[i]];
    }
    return gathered;
  }

  /** Null where either is null. */
  static boolean @Nullable [] eitherNull(
      boolean @Nullable [] a, boolean @Nullable [] b, int n, Scratch scratch) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    boolean[] both = scratch.flags();
    for (int i = 0; i < n; i++) {
      both[i] = a[i] | b[i];
    }
    return both;
  }

  /** Whether row {@code i} is null. */
  static boolean isNull(boolean @Nullable [] nulls, int i) {
    return nulls != null && nulls[i];
  }
}
