package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.vector.DoubleVec;
import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.engine.vector.WideVec;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.SimpleType;
import org.jspecify.annotations.Nullable;

/** Sum; null for no values. */
final class SumAggregate extends SumState {
  private final DataType result;

  SumAggregate(DataType argument, DataType result, @Nullable RowCounts rows) {
    super(argument, rows == null ? new ValueCounts(null) : new ValuePresence());
    this.result = result;
  }

  @Override
  public Vec finish(int[] groups, int n, Scratch scratch) {
    boolean[] nulls = empty(groups, n, scratch);
    return switch (sums) {
      case DoubleSums doubles -> {
        double[] out = scratch.doubles();
        for (int i = 0; i < n; i++) {
          out[i] = doubles.sum(groups[i]);
        }
        yield new DoubleVec(out, nulls);
      }
      case LongSums longs -> longs(longs, groups, nulls, n, scratch);
      case ExactSums exact when result == SimpleType.INT64 -> {
        long[] out = scratch.longs();
        for (int i = 0; i < n; i++) {
          out[i] = exact.longSum(groups[i]);
        }
        yield new LongVec(out, nulls);
      }
      case ExactSums exact -> {
        for (int i = 0; i < n; i++) {
          exact.checkDigits(groups[i]);
        }
        yield exact.wides(groups, n, nulls, scratch);
      }
    };
  }

  /** 64-bit sums as they are, or (of unsigned 32-bit values) as a decimal. */
  private Vec longs(LongSums longs, int[] groups, boolean[] nulls, int n, Scratch scratch) {
    long[] low = scratch.longs();
    for (int i = 0; i < n; i++) {
      low[i] = longs.sum(groups[i]);
    }
    if (result == SimpleType.INT64) {
      return new LongVec(low, nulls);
    }
    WideVec wides = (WideVec) longs.save(groups, n, scratch).getFirst();
    return new WideVec(wides.high(), wides.low(), nulls);
  }
}
