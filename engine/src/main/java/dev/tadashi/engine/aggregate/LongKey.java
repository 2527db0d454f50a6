package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.memory.Memory;
import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import org.jspecify.annotations.Nullable;

/** Everything that is stored in 64 bits but floating point numbers. */
final class LongKey extends KeyCodec {
  @Override
  void encode(Vec values, int n, long[][] out, int at, Scratch scratch) {
    copy(((LongVec) values).values(), values, n, out[at]);
  }

  @Override
  void hash(long[] first, long[] second, boolean @Nullable [] nulls, int n, long[] out) {
    hashWords(first, nulls, n, out);
  }

  @Override
  Vec decode(long[][] stored, int at, int[] groups, int n, boolean[] nulls, Scratch scratch) {
    return new LongVec(gather(stored[at], groups, n, scratch), nulls);
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
