package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Of everything that is stored in 64 bits. Values are kept such that the greatest signed one is
 * wanted: unsigned ones with the top bit flipped, and for the least all bits inverted.
 */
final class LongExtremes extends Extremes {
  private final long flip;
  private long[] best = new long[0];

  LongExtremes(boolean greatest, boolean unsigned) {
    super(greatest);
    this.flip = (unsigned ? Long.MIN_VALUE : 0) ^ (greatest ? 0 : -1);
  }

  @Override
  void resize(int length) {
    int from = best.length;
    best = Arrays.copyOf(best, length);
    Arrays.fill(best, from, length, Long.MIN_VALUE);
  }

  @Override
  void add(int[] groups, Vec vec, int n) {
    long[] values = ((LongVec) vec).values();
    boolean @Nullable [] nulls = vec.nulls();
    for (int i = 0; i < n; i++) {
      if (nulls == null || !nulls[i]) {
        int group = groups[i];
        best[group] = Math.max(best[group], values[i] ^ flip);
        seen[group] = true;
      }
    }
  }

  @Override
  Vec read(int[] groups, int n, Scratch scratch) {
    long[] out = scratch.longs();
    for (int i = 0; i < n; i++) {
      out[i] = best[groups[i]] ^ flip;
    }
    return new LongVec(out, unseen(groups, n, scratch));
  }

  @Override
  long heapBytes() {
    return best.length * 9L;
  }
}
