package dev.tadashi.engine.column;

import dev.tadashi.engine.memory.Memory;
import dev.tadashi.engine.vector.Scratch;
import org.apache.arrow.memory.ArrowBuf;
import org.jspecify.annotations.Nullable;

/** Which rows of a column are null: an Arrow bitmap, or none when no row is. */
record Validity(@Nullable ArrowBuf bitmap, long nullCount) {
  static final Validity ALL_VALID = new Validity(null, 0);

  long bytes() {
    return bitmap == null ? 0 : bitmap.capacity();
  }

  void close() {
    if (bitmap != null) {
      bitmap.close();
    }
  }

  boolean @Nullable [] read(int start, int n, int @Nullable [] sel, Scratch scratch) {
    if (bitmap == null) {
      return null;
    }
    boolean[] nulls = scratch.flags();
    long address = bitmap.memoryAddress();
    boolean any =
        sel == null ? range(address, start, n, nulls) : gather(address, start, n, sel, nulls);
    return any ? nulls : null;
  }

  private static boolean range(long bitmap, int start, int n, boolean[] nulls) {
    boolean any = false;
    for (int i = 0; i < n; i++) {
      boolean isNull = !Memory.getBit(bitmap, start + i);
      nulls[i] = isNull;
      any |= isNull;
    }
    return any;
  }

  private static boolean gather(long bitmap, int start, int n, int[] sel, boolean[] nulls) {
    boolean any = false;
    for (int i = 0; i < n; i++) {
      boolean isNull = !Memory.getBit(bitmap, start + sel[i]);
      nulls[i] = isNull;
      any |= isNull;
    }
    return any;
  }
}
