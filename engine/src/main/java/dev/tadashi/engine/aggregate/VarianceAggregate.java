package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.expr.ToDouble;
import dev.tadashi.engine.vector.DoubleVec;
import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.SimpleType;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Variance and standard deviation: count, mean and sum of squared differences from the mean, added
 * to by Welford's method (Technometrics 4, 1962) and merged by Chan, Golub and LeVeque's (1979).
 */
final class VarianceAggregate implements Accumulator {
  private final DataType argument;
  private final boolean sample;
  private final boolean root;
  private long[] counts = new long[0];
  private double[] means = new double[0];
  private double[] squares = new double[0];

  VarianceAggregate(DataType argument, boolean sample, boolean root) {
    this.argument = argument;
    this.sample = sample;
    this.root = root;
  }

  @Override
  public List<DataType> stateTypes() {
    return List.of(SimpleType.INT64, SimpleType.FLOAT64, SimpleType.FLOAT64);
  }

  @Override
  public void grow(int groups) {
    if (groups > counts.length) {
      int length = Growth.length(counts.length, groups);
      counts = Arrays.copyOf(counts, length);
      means = Arrays.copyOf(means, length);
      squares = Arrays.copyOf(squares, length);
    }
  }

  @Override
  public void add(int[] groups, @Nullable Vec values, int n, Scratch scratch) {
    Vec given = Objects.requireNonNull(values);
    double[] doubles = scratch.doubles();
    ToDouble.convert(given, argument, n, doubles);
    boolean @Nullable [] nulls = given.nulls();
    for (int i = 0; i < n; i++) {
      if (nulls == null || !nulls[i]) {
        add(groups[i], doubles[i]);
      }
    }
  }

  private void add(int group, double value) {
    long count = ++counts[group];
    double delta = value - means[group];
    means[group] += delta / count;
    squares[group] += delta * (value - means[group]);
  }

  @Override
  public void merge(int[] groups, Vec[] states, int n, Scratch scratch) {
    long[] otherCounts = ((LongVec) states[0]).values();
    double[] otherMeans = ((DoubleVec) states[1]).values();
    double[] otherSquares = ((DoubleVec) states[2]).values();
    for (int i = 0; i < n; i++) {
      if (otherCounts[i] > 0) {
        merge(groups[i], otherCounts[i], otherMeans[i], otherSquares[i]);
      }
    }
  }

  private void merge(int group, long count, double mean, double square) {
    double own = counts[group];
    double total = own + count;
    double delta = mean - means[group];
    squares[group] += square + (own == 0 ? 0 : delta * delta * (own / total * count));
    means[group] = own == 0 ? mean : means[group] + delta * (count / total);
    counts[group] += count;
  }

  @Override
  public boolean mergesSideBySide() {
    return true;
  }

  @Override
  public Vec[] save(int[] groups, int n, Scratch scratch) {
    long[] count = scratch.longs();
    double[] mean = scratch.doubles();
    double[] square = scratch.doubles();
    for (int i = 0; i < n; i++) {
      count[i] = counts[groups[i]];
      mean[i] = means[groups[i]];
      square[i] = squares[groups[i]];
    }
    return new Vec[] {
      new LongVec(count, null), new DoubleVec(mean, null), new DoubleVec(square, null)
    };
  }

  @Override
  public Vec finish(int[] groups, int n, Scratch scratch) {
    double[] out = scratch.doubles();
    boolean[] nulls = scratch.flags();
    for (int i = 0; i < n; i++) {
      int group = groups[i];
      long divisor = sample ? counts[group] - 1 : counts[group];
      nulls[i] = divisor <= 0;
      double variance = squares[group] / divisor;
      if (Double.isInfinite(squares[group])) {
        throw new TadashiException(
            ErrorCode.NUMERIC_OVERFLOW, "a variance is out of the range of float64");
      }
      out[i] = root ? Math.sqrt(variance) : variance;
    }
    return new DoubleVec(out, nulls);
  }

  @Override
  public long heapBytes() {
    return counts.length * 24L;
  }
}
