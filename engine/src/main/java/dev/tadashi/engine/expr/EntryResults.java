package dev.tadashi.engine.expr;

import dev.tadashi.engine.column.Dictionary;
import dev.tadashi.engine.column.Layout;
import dev.tadashi.engine.memory.BytesPool;
import dev.tadashi.engine.vector.CodeVec;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.type.DataType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Results of a function by dictionary entry, each found when its entry first occurs. Texts become
 * entries of a dictionary of its own, so that what comes after (a key, a condition) works by code,
 * too. For one thread.
 */
final class EntryResults implements AutoCloseable {
  private static final Object UNKNOWN = new Object();

  private final DataType type;
  private final BytesPool pool;
  private final long id = Dictionary.newId();
  private final Map<Long, @Nullable Object[]> known = new HashMap<>();

  EntryResults(DataType type, BytesPool pool) {
    this.type = type;
    this.pool = pool;
  }

  Vec eval(CodeVec vec, boolean[] skipped, Rows rows, IntFunction<@Nullable Object> function) {
    @Nullable Object[] results = results(vec);
    return Layout.of(type) == Layout.BYTES
        ? texts(vec, results, skipped, rows, function)
        : values(vec, results, skipped, rows, function);
  }

  private @Nullable Object[] results(CodeVec vec) {
    int size = Math.max(1, vec.entries().size());
    @Nullable Object[] results = known.get(vec.dictionary());
    if (results == null || results.length < size) {
      int before = results == null ? 0 : results.length;
      results = results == null ? new @Nullable Object[size] : Arrays.copyOf(results, size);
      Arrays.fill(results, before, size, UNKNOWN);
      known.put(vec.dictionary(), results);
    }
    return results;
  }

  private Vec values(
      CodeVec vec,
      @Nullable Object[] results,
      boolean[] skipped,
      Rows rows,
      IntFunction<@Nullable Object> function) {
    RowOut out = RowOut.of(type, rows.scratch(), rows.size());
    for (int i = 0; i < rows.size(); i++) {
      if (!skipped[i]) {
        int code = vec.codes()[i];
        if (results[code] == UNKNOWN) {
          results[code] = function.apply(i);
        }
        out.set(i, results[code]);
      }
    }
    return out.build();
  }

  private Vec texts(
      CodeVec vec,
      @Nullable Object[] results,
      boolean[] skipped,
      Rows rows,
      IntFunction<@Nullable Object> function) {
    int[] codes = rows.scratch().ints();
    boolean[] nulls = rows.scratch().flags();
    for (int i = 0; i < rows.size(); i++) {
      codes[i] = 0;
      nulls[i] = skipped[i];
      if (!skipped[i]) {
        int code = vec.codes()[i];
        if (results[code] == UNKNOWN) {
          results[code] = interned(function.apply(i));
        }
        nulls[i] = results[code] == null;
        codes[i] = results[code] instanceof Integer made ? made : 0;
      }
    }
    return new CodeVec(id, pool, codes, nulls);
  }

  private @Nullable Integer interned(@Nullable Object value) {
    if (value == null) {
      return null;
    }
    byte[] bytes =
        value instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : (byte[]) value;
    return Constants.intern(pool, bytes);
  }

  @Override
  public void close() {
    pool.close();
  }
}
