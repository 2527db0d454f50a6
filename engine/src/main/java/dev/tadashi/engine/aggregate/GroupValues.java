package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;

/** Values of all groups, kept as they are; a group's are saved as bytes, one after the other. */
interface GroupValues extends AutoCloseable {
  void grow(int groups);

  Vec save(int[] groups, int n, Scratch scratch);

  long heapBytes();

  @Override
  void close();
}
