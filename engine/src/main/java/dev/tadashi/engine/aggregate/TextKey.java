package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.memory.BytesPool;
import dev.tadashi.engine.memory.Hash;
import dev.tadashi.engine.memory.Memory;
import dev.tadashi.engine.vector.BytesVec;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.TextVec;
import dev.tadashi.engine.vector.Vec;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** Texts by their code in a pool of the table's own. */
final class TextKey extends KeyCodec {
  private final PooledTexts texts;
  private final BytesPool pool;

  TextKey(BufferAllocator allocator) {
    this.texts = new PooledTexts(allocator);
    this.pool = texts.pool();
  }

  @Override
  void encode(Vec values, int n, long[][] out, int at, Scratch scratch) {
    int[] codes = scratch.ints();
    texts.encode((TextVec) values, n, codes);
    for (int i = 0; i < n; i++) {
      out[at][i] = codes[i];
    }
  }

  @Override
  void hash(long[] first, long[] second, boolean @Nullable [] nulls, int n, long[] out) {
    for (int i = 0; i < n; i++) {
      boolean isNull = nulls != null && nulls[i];
      out[i] = Hash.step(out[i], isNull ? Hash.NULL : pool.hash((int) first[i]));
    }
  }

  @Override
  Vec decode(long[][] stored, int at, int[] groups, int n, boolean[] nulls, Scratch scratch) {
    long[] addresses = scratch.longs();
    int[] lengths = scratch.ints();
    for (int i = 0; i < n; i++) {
      int code = (int) stored[at][groups[i]];
      addresses[i] = nulls[i] ? 0 : pool.address(code);
      lengths[i] = nulls[i] ? 0 : pool.length(code);
    }
    return new BytesVec(addresses, lengths, nulls);
  }

  @Override
  int size(long first) {
    return 4 + pool.length((int) first);
  }

  @Override
  void write(long first, long second, long address) {
    int length = pool.length((int) first);
    Memory.putInt(address, length);
    Memory.copy(pool.address((int) first), address + 4, length);
  }

  @Override
  long bytes() {
    return pool.pageBytes();
  }

  @Override
  public void close() {
    texts.close();
  }
}
