package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.memory.Memory;
import dev.tadashi.engine.vector.BytesVec;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.TextVec;
import dev.tadashi.engine.vector.Vec;
import java.util.Arrays;

/** Of texts and byte strings, by their bytes. */
final class BytesExtremes extends Extremes {
  private static final int OVERHEAD = 24;
  private static final byte[] NONE = new byte[0];

  private byte[][] best = new byte[0][];
  private long held;

  BytesExtremes(boolean greatest) {
    super(greatest);
  }

  @Override
  void resize(int length) {
    int from = best.length;
    best = Arrays.copyOf(best, length);
    Arrays.fill(best, from, length, NONE);
  }

  @Override
  void add(int[] groups, Vec vec, int n) {
    // A chunk in which every row is null has no texts at all.
    if (vec instanceof TextVec texts) {
      for (int i = 0; i < n; i++) {
        if (!Vec.isNull(vec.nulls(), i)) {
          offer(groups[i], texts.address(i), texts.length(i));
        }
      }
    }
  }

  private void offer(int group, long address, int length) {
    int order = seen[group] ? Memory.compare(address, length, best[group]) : 0;
    if (!seen[group] || (greatest ? order > 0 : order < 0)) {
      held += length - best[group].length + (seen[group] ? 0 : OVERHEAD);
      best[group] = Memory.bytes(address, length);
      seen[group] = true;
    }
  }

  @Override
  Vec read(int[] groups, int n, Scratch scratch) {
    long[] addresses = scratch.longs();
    int[] lengths = scratch.ints();
    for (int i = 0; i < n; i++) {
      byte[] value = best[groups[i]];
      addresses[i] = scratch.memory(value.length);
      lengths[i] = value.length;
      Memory.put(addresses[i], value);
    }
    return new BytesVec(addresses, lengths, unseen(groups, n, scratch));
  }

  @Override
  long heapBytes() {
    return best.length * 9L + held;
  }
}
