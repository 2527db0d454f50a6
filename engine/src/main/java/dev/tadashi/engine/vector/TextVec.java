package dev.tadashi.engine.vector;

/** Texts (UTF-8) and byte strings, off-heap. */
public sealed interface TextVec extends Vec permits BytesVec, CodeVec {
  long address(int row);

  int length(int row);
}
