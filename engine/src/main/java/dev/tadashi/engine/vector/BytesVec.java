package dev.tadashi.engine.vector;

import org.jspecify.annotations.Nullable;

/** Byte strings by address and length. */
public record BytesVec(long[] addresses, int[] lengths, boolean @Nullable [] nulls)
    implements TextVec {
  @Override
  public long address(int row) {
    return addresses[row];
  }

  @Override
  public int length(int row) {
    return lengths[row];
  }

  @Override
  public BytesVec plain(int n, Scratch scratch) {
    return nulls == null ? this : TextVec.super.plain(n, scratch);
  }

  @Override
  public Vec gather(int[] rows, int n, Scratch scratch) {
    long[] gathered = scratch.longs();
    int[] sizes = scratch.ints();
    for (int i = 0; i < n; i++) {
      gathered[i] = addresses[rows[i]];
      sizes[i] = lengths[rows[i]];
    }
    return new BytesVec(gathered, sizes, Vec.gatherNulls(nulls, rows, n, scratch));
  }
}
