package dev.tadashi.engine.vector;

import dev.tadashi.engine.memory.Entries;
import org.jspecify.annotations.Nullable;

/**
 * Byte strings by their codes in a dictionary. Kernels that keep something per code keep it per
 * {@code dictionary} id, because a column's next partition may use another one. The code of a null
 * row is 0.
 */
public record CodeVec(long dictionary, Entries entries, int[] codes, boolean @Nullable [] nulls)
    implements TextVec {
  @Override
  public long address(int row) {
    return entries.address(codes[row]);
  }

  @Override
  public int length(int row) {
    return entries.length(codes[row]);
  }

  @Override
  public BytesVec plain(int n, Scratch scratch) {
    if (nulls != null) {
      return TextVec.super.plain(n, scratch);
    }
    long[] addresses = scratch.longs();
    int[] lengths = scratch.ints();
    Entries texts = entries;
    for (int i = 0; i < n; i++) {
      addresses[i] = texts.address(codes[i]);
      lengths[i] = texts.length(codes[i]);
    }
    return new BytesVec(addresses, lengths, null);
  }

  @Override
  public Vec gather(int[] rows, int n, Scratch scratch) {
    int[] gathered = scratch.ints();
    for (int i = 0; i < n; i++) {
      gathered[i] = codes[rows[i]];
    }
    return new CodeVec(dictionary, entries, gathered, Vec.gatherNulls(nulls, rows, n, scratch));
  }
}
