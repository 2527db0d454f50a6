package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.memory.BytesPool;
import dev.tadashi.engine.vector.BytesVec;
import dev.tadashi.engine.vector.CodeVec;
import dev.tadashi.engine.vector.TextVec;
import dev.tadashi.engine.vector.Vec;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;

/**
 * Texts by their code in a pool of a table's own. Codes of dictionary columns are mapped to it by
 * one array per dictionary, filled as entries occur, so partitions with different dictionaries meet
 * in one table.
 */
final class PooledTexts implements AutoCloseable {
  private final BytesPool pool;

  /** By dictionary: our code plus one, 0 where not known yet. */
  private final Map<Long, int[]> maps = new HashMap<>();

  PooledTexts(BufferAllocator allocator) {
    this.pool = new BytesPool(allocator);
  }

  BytesPool pool() {
    return pool;
  }

  /** The codes of a chunk; 0 where null. */
  void encode(TextVec values, int n, int[] out) {
    switch (values) {
      case CodeVec codes -> encodeCodes(codes, n, out);
      case BytesVec bytes -> {
        for (int i = 0; i < n; i++) {
          boolean isNull = Vec.isNull(bytes.nulls(), i);
          out[i] = isNull ? 0 : pool.intern(bytes.address(i), bytes.length(i));
        }
      }
    }
  }

  private void encodeCodes(CodeVec vec, int n, int[] out) {
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
  public void close() {
    pool.close();
  }
}
