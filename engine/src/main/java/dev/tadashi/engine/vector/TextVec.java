package dev.tadashi.engine.vector;

/** Texts (UTF-8) and byte strings, off-heap. */
public sealed interface TextVec extends Vec permits BytesVec, CodeVec {
  long address(int row);

  int length(int row);

  /** Addresses and lengths of the first rows as arrays; where null, the length is 0. */
  default BytesVec plain(int n, Scratch scratch) {
    long[] addresses = scratch.longs();
    int[] lengths = scratch.ints();
    boolean[] nulls = nulls();
    for (int i = 0; i < n; i++) {
      boolean isNull = nulls != null && nulls[i];
      addresses[i] = isNull ? 0 : address(i);
      lengths[i] = isNull ? 0 : length(i);
    }
    return new BytesVec(addresses, lengths, nulls);
  }
}
