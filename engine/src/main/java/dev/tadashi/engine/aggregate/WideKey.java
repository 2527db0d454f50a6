package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.memory.Hash;
import dev.tadashi.engine.memory.Memory;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.engine.vector.WideVec;
import org.jspecify.annotations.Nullable;

/** Decimals of more than 18 digits: low word, high word. */
final class WideKey extends KeyCodec {
  @Override
  int words() {
    return 2;
  }

  @Override
  void encode(Vec values, int n, long[][] out, int at, Scratch scratch) {
    WideVec wides = (WideVec) values;
    copy(wides.low(), values, n, out[at]);
    copy(wides.high(), values, n, out[at + 1]);
  }

  @Override
  void hash(long[] first, long[] second, boolean @Nullable [] nulls, int n, long[] out) {
    for (int i = 0; i < n; i++) {
      boolean isNull = nulls != null && nulls[i];
      out[i] = Hash.step(out[i], isNull ? Hash.NULL : first[i] ^ Hash.mix(second[i]));
    }
  }

  @Override
  Vec decode(long[][] stored, int at, int[] groups, int n, boolean[] nulls, Scratch scratch) {
    long[] low = gather(stored[at], groups, n, scratch);
    return new WideVec(gather(stored[at + 1], groups, n, scratch), low, nulls);
  }

  @Override
  int size(long first) {
    return 16;
  }

  @Override
  void write(long first, long second, long address) {
    Memory.putLong(address, first);
    Memory.putLong(address + 8, second);
  }
}
