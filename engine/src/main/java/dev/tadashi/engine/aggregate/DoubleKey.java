package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.memory.Hash;
import dev.tadashi.engine.memory.Memory;
import dev.tadashi.engine.vector.DoubleVec;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import org.jspecify.annotations.Nullable;

/** Floating point numbers by their canonical bits: one NaN, one zero. */
final class DoubleKey extends KeyCodec {
  @Override
  void encode(Vec values, int n, long[][] out, int at, Scratch scratch) {
    double[] doubles = ((DoubleVec) values).values();
    for (int i = 0; i < n; i++) {
      out[at][i] = Vec.isNull(values.nulls(), i) ? 0 : Hash.canonical(doubles[i]);
    }
  }

  @Override
  void hash(long[] first, long[] second, boolean @Nullable [] nulls, int n, long[] out) {
    hashWords(first, nulls, n, out);
  }

  @Override
  Vec decode(long[][] stored, int at, int[] groups, int n, boolean[] nulls, Scratch scratch) {
    double[] out = scratch.doubles();
    for (int i = 0; i < n; i++) {
      out[i] = Double.longBitsToDouble(stored[at][groups[i]]);
    }
    return new DoubleVec(out, nulls);
  }

  @Override
  int size(long first) {
    return 8;
  }

  @Override
  void write(long first, long second, long address) {
    Memory.putLong(address, first);
  }
}
