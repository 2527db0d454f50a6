package dev.tadashi.worker.ingest;

import dev.tadashi.engine.column.Column;
import dev.tadashi.engine.memory.Hash;
import dev.tadashi.engine.vector.BytesVec;
import dev.tadashi.engine.vector.CodeVec;
import dev.tadashi.engine.vector.DoubleVec;
import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.engine.vector.WideVec;
import dev.tadashi.model.ingest.RowSum;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Sums a hash of each row. What a value contributes depends on its column's position; a null
 * contributes nothing. Sums are kept with tables, so none may change: a new way needs a new form of
 * what is kept.
 */
final class RowHashes implements AutoCloseable {
  private final List<Column> columns;
  private final Scratch scratch;
  private final long[] hashes = new long[Scratch.CHUNK];

  RowHashes(List<Column> columns, BufferAllocator allocator) {
    this.columns = columns;
    this.scratch = new Scratch(allocator);
  }

  /** The sum over some of the rows. */
  RowSum sum(int from, int rows) {
    long sum = 0;
    for (int at = from; at < from + rows; at += Scratch.CHUNK) {
      sum += chunk(at, Math.min(Scratch.CHUNK, from + rows - at));
    }
    return new RowSum(rows, sum);
  }

  private long chunk(int start, int n) {
    Arrays.fill(hashes, 0, n, Hash.SEED);
    for (int i = 0; i < columns.size(); i++) {
      add(columns.get(i).read(start, n, null, scratch), Hash.mix(i + 1L), n);
      scratch.reset();
    }
    long sum = 0;
    for (int row = 0; row < n; row++) {
      sum += Hash.mix(hashes[row]);
    }
    return sum;
  }

  private void add(Vec values, long seed, int n) {
    long[] bits = bits(values, n, scratch);
    boolean @Nullable [] nulls = values.nulls();
    if (nulls == null) {
      for (int row = 0; row < n; row++) {
        hashes[row] += Hash.mix(bits[row] ^ seed);
      }
    } else {
      for (int row = 0; row < n; row++) {
        hashes[row] += nulls[row] ? 0 : Hash.mix(bits[row] ^ seed);
      }
    }
  }

  private static long[] bits(Vec values, int n, Scratch scratch) {
    return switch (values) {
      case LongVec longs -> longs.values();
      case DoubleVec doubles -> doubles(doubles.values(), n, scratch.longs());
      case WideVec wides -> wides(wides, n, scratch.longs());
      case CodeVec codes -> codes(codes, n, scratch.longs());
      case BytesVec bytes -> bytes(bytes, n, scratch.longs());
    };
  }

  private static long[] doubles(double[] values, int n, long[] out) {
    for (int row = 0; row < n; row++) {
      out[row] = Double.doubleToRawLongBits(values[row]);
    }
    return out;
  }

  private static long[] wides(WideVec values, int n, long[] out) {
    for (int row = 0; row < n; row++) {
      out[row] = Hash.mix(values.high()[row]) ^ values.low()[row];
    }
    return out;
  }

  private static long[] codes(CodeVec values, int n, long[] out) {
    int[] codes = values.codes();
    for (int row = 0; row < n; row++) {
      out[row] = Vec.isNull(values.nulls(), row) ? 0 : values.entries().hash(codes[row]);
    }
    return out;
  }

  private static long[] bytes(BytesVec values, int n, long[] out) {
    for (int row = 0; row < n; row++) {
      out[row] =
          Vec.isNull(values.nulls(), row)
              ? 0
              : Hash.bytes(values.addresses()[row], values.lengths()[row]);
    }
    return out;
  }

  @Override
  public void close() {
    scratch.close();
  }
}
