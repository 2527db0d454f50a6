package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.expr.ToDouble;
import dev.tadashi.engine.vector.DoubleVec;
import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.SimpleType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Statistics of two numbers y and x: count, means, and sums of squared and multiplied differences
 * from the means, added to and merged as in {@link VarianceAggregate}. The six numbers of a group
 * lie side by side.
 */
final class PairStatistic implements PairAccumulator {
  /** What is known of a group's rows; there is at least one. */
  record Moments(double count, double y, double x, double yy, double xx, double xy) {}

  private static final int WIDTH = 6;

  private final DataType first;
  private final DataType second;
  private final Function<Moments, @Nullable Double> result;

  /** Per group: count, means, squares, products. */
  private double[] states = new double[0];

  PairStatistic(DataType first, DataType second, Function<Moments, @Nullable Double> result) {
    this.first = first;
    this.second = second;
    this.result = result;
  }

  @Override
  public List<DataType> stateTypes() {
    List<DataType> types = new ArrayList<>(List.of(SimpleType.INT64));
    types.addAll(Collections.nCopies(WIDTH - 1, SimpleType.FLOAT64));
    return types;
  }

  @Override
  public void grow(int groups) {
    if (groups * WIDTH > states.length) {
      states = Arrays.copyOf(states, Growth.length(states.length / WIDTH, groups) * WIDTH);
    }
  }

  @Override
  public void add(int[] groups, Vec firstVec, Vec secondVec, int n, Scratch scratch) {
    double[] ys = scratch.doubles();
    double[] xs = scratch.doubles();
    ToDouble.convert(firstVec, first, n, ys);
    ToDouble.convert(secondVec, second, n, xs);
    boolean @Nullable [] nulls = Vec.eitherNull(firstVec.nulls(), secondVec.nulls(), n, scratch);
    for (int i = 0; i < n; i++) {
      if (nulls == null || !nulls[i]) {
        add(groups[i] * WIDTH, ys[i], xs[i]);
      }
    }
  }

  private void add(int at, double x, double y) {
    double count = states[at] + 1;
    double share = 1 / count;
    double fromX = x - states[at + 1];
    double fromY = y - states[at + 2];
    double meanX = states[at + 1] + fromX * share;
    double meanY = states[at + 2] + fromY * share;
    states[at] = count;
    states[at + 1] = meanX;
    states[at + 2] = meanY;
    states[at + 3] += fromX * (x - meanX);
    states[at + 4] += fromY * (y - meanY);
    states[at + 5] += fromX * (y - meanY);
  }

  @Override
  public void merge(int[] groups, Vec[] saved, int n, Scratch scratch) {
    long[] counts = ((LongVec) saved[0]).values();
    double[][] columns = new double[WIDTH][];
    for (int k = 1; k < WIDTH; k++) {
      columns[k] = ((DoubleVec) saved[k]).values();
    }
    for (int i = 0; i < n; i++) {
      if (counts[i] > 0) {
        merge(groups[i] * WIDTH, counts[i], columns, i);
      }
    }
  }

  private void merge(int at, double count, double[][] other, int i) {
    double own = states[at];
    double total = own + count;
    double fromX = other[1][i] - states[at + 1];
    double fromY = other[2][i] - states[at + 2];
    double weight = own / total * count;
    states[at] = total;
    states[at + 1] = own == 0 ? other[1][i] : states[at + 1] + fromX * (count / total);
    states[at + 2] = own == 0 ? other[2][i] : states[at + 2] + fromY * (count / total);
    states[at + 3] += other[3][i] + (own == 0 ? 0 : fromX * fromX * weight);
    states[at + 4] += other[4][i] + (own == 0 ? 0 : fromY * fromY * weight);
    states[at + 5] += other[5][i] + (own == 0 ? 0 : fromX * fromY * weight);
  }

  @Override
  public boolean mergesSideBySide() {
    return true;
  }

  @Override
  public Vec[] save(int[] groups, int n, Scratch scratch) {
    Vec[] out = new Vec[WIDTH];
    long[] counts = scratch.longs();
    for (int i = 0; i < n; i++) {
      counts[i] = (long) states[groups[i] * WIDTH];
    }
    out[0] = new LongVec(counts, null);
    for (int k = 1; k < WIDTH; k++) {
      double[] column = scratch.doubles();
      for (int i = 0; i < n; i++) {
        column[i] = states[groups[i] * WIDTH + k];
      }
      out[k] = new DoubleVec(column, null);
    }
    return out;
  }

  @Override
  public Vec finish(int[] groups, int n, Scratch scratch) {
    double[] out = scratch.doubles();
    boolean[] nulls = scratch.flags();
    for (int i = 0; i < n; i++) {
      int at = groups[i] * WIDTH;
      Double found = states[at] == 0 ? null : result.apply(moments(at));
      nulls[i] = found == null;
      out[i] = found == null ? 0 : found;
    }
    return new DoubleVec(out, nulls);
  }

  private Moments moments(int at) {
    return new Moments(
        states[at], states[at + 1], states[at + 2], states[at + 3], states[at + 4], states[at + 5]);
  }

  @Override
  public long heapBytes() {
    return states.length * 8L;
  }
}
