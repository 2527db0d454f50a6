package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.expr.DecimalOut;
import dev.tadashi.engine.expr.Decimals;
import dev.tadashi.engine.vector.DoubleVec;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.DecimalType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import org.jspecify.annotations.Nullable;

/** The exact sum divided by the count, rounded once; null for no values. */
final class AvgAggregate extends SumState {
  private static final long EXACT = 1L << 53;

  private final int argumentScale;
  private final DataType result;

  AvgAggregate(DataType argument, DataType result, @Nullable RowCounts rows) {
    super(argument, new ValueCounts(rows));
    this.argumentScale = argument instanceof DecimalType decimal ? decimal.scale() : 0;
    this.result = result;
  }

  @Override
  public Vec finish(int[] groups, int n, Scratch scratch) {
    boolean[] nulls = empty(groups, n, scratch);
    if (result instanceof DecimalType type && sums instanceof ExactSums exact) {
      return decimals(exact, type, groups, nulls, n, scratch);
    }
    double[] out = scratch.doubles();
    for (int i = 0; i < n; i++) {
      if (!nulls[i]) {
        out[i] = average(groups[i]);
      }
    }
    return new DoubleVec(out, nulls);
  }

  private double average(int group) {
    long count = counts.count(group);
    return switch (sums) {
      case DoubleSums doubles -> doubles.sum(group) / count;
      case LongSums longs -> average(longs.sum(group), count);
      case ExactSums exact -> {
        yield exact.isLong(group)
            ? average(exact.longSum(group), count)
            : average(new BigDecimal(exact.sum(group)), count);
      }
    };
  }

  private static double average(long sum, long count) {
    return Math.abs(sum) < EXACT ? (double) sum / count : average(BigDecimal.valueOf(sum), count);
  }

  private static double average(BigDecimal sum, long count) {
    return sum.divide(BigDecimal.valueOf(count), MathContext.DECIMAL128).doubleValue();
  }

  private Vec decimals(
      ExactSums exact, DecimalType type, int[] groups, boolean[] nulls, int n, Scratch scratch) {
    BigInteger factor = Decimals.power(type.scale() - argumentScale);
    DecimalOut out = new DecimalOut(type, scratch);
    for (int i = 0; i < n; i++) {
      if (!nulls[i]) {
        BigInteger count = BigInteger.valueOf(counts.count(groups[i]));
        out.set(i, Decimals.divide(exact.sum(groups[i]).multiply(factor), count));
      }
    }
    return out.build(nulls);
  }
}
