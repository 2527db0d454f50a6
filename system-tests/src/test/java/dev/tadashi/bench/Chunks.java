package dev.tadashi.bench;

import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Scratch;
import java.util.Random;

/** Rows in chunks as the engine's loops see them, always the same for a number of groups. */
final class Chunks {
  /** So many that their groups come in no pattern that a processor could learn. */
  static final int COUNT = 64;

  static final int ROWS = COUNT * Scratch.CHUNK;

  private Chunks() {}

  /** Integers of 0 to groups - 1, spread by a factor. */
  static LongVec[] numbers(int groups, long factor) {
    Random random = new Random(groups);
    LongVec[] chunks = new LongVec[COUNT];
    for (int i = 0; i < COUNT; i++) {
      long[] values = new long[Scratch.CHUNK];
      for (int row = 0; row < values.length; row++) {
        values[row] = random.nextInt(groups) * factor;
      }
      chunks[i] = new LongVec(values, null);
    }
    return chunks;
  }
}
