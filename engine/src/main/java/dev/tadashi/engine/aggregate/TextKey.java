package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.memory.BytesPool;
import dev.tadashi.engine.memory.Hash;
import dev.tadashi.engine.memory.Memory;
import dev.tadashi.engine.vector.BytesVec;
import dev.tadashi.engine.vector.CodeVec;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.TextVec;
import dev.tadashi.engine.vector.Vec;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Texts by their code in a pool of the table's own. Codes of dictionary columns are mapped to it by
 * one array per dictionary, filled as entries occur, so partitions with different dictionaries meet
 * in one table.
 */
final class TextKey extends KeyCodec {
  private final BytesPool pool;

  /** By dictionary: our code plus one, 0 where not known yet. */
  private final Map<Long, int[]> maps = new HashMap<>();

  TextKey(BufferAllocator allocator) {
    this.pool = new BytesPool(allocator);
  }

  @Override
  void encode(Vec values, int n, long[][] out, int at) {
    switch ((TextVec) values) {
      case CodeVec codes -> encodeCodes(codes, n, out[at]);
      case BytesVec bytes -> {
        for (int i = 0; i < n; i++) {
          boolean isNull = Vec.isNull(bytes.nulls(), i);
          out[at][i] = isNull ? 0 : pool.intern(bytes.address(i), bytes.length(i));
        }
      }
    }
  }

  private void encodeCodes(CodeVec vec, int n, long[] out) {
    int[] map = map(vec);
    int[] codes = vec.codes();
    for (int i = 0; i < n; i++) {
      if (Vec.isNull(vec.nulls(), i)) {
        out[i] = 0;
        continue;
      }
      int code = codes[i];
      if (map[code] == 0) {
        map[code] = intern(vec, code) + 1;
      }
      out[i] = map[code] - 1;
    }
  }

  private int intern(CodeVec vec, int code) {
    return pool.intern(
        vec.entries().address(code), vec.entries().length(code), vec.entries().hash(code));
  }

  private int[] map(CodeVec vec) {
    int size = vec.entries().size();
    int[] map = maps.computeIfAbsent(vec.dictionary(), id -> new int[size]);
    if (map.length < size) {
      map = Arrays.copyOf(map, size);
      maps.put(vec.dictionary(), map);
    }
    return map;
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
    pool.close();
  }
}
