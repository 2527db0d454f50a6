package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.vector.DoubleVec;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.SimpleType;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sums of doubles with Neumaier's compensation ("Rundungsfehleranalyse einiger Verfahren zur
 * Summation endlicher Summen", 1974): the error does not grow with the number of values, so any
 * order of adding and merging stays within 1e-12 times the sum of magnitudes. Infinities and NaN
 * are summed apart, where they cannot spoil the compensation.
 */
final class DoubleSums implements Sums {
  private double[] sums = new double[0];
  private double[] lost = new double[0];
  private double[] special = new double[0];

  @Override
  public List<DataType> stateTypes() {
    return List.of(SimpleType.FLOAT64, SimpleType.FLOAT64, SimpleType.FLOAT64);
  }

  @Override
  public void grow(int groups) {
    if (groups > sums.length) {
      int length = Growth.length(sums.length, groups);
      sums = Arrays.copyOf(sums, length);
      lost = Arrays.copyOf(lost, length);
      special = Arrays.copyOf(special, length);
    }
  }

  @Override
  public void add(int[] groups, Vec values, int n) {
    double[] doubles = ((DoubleVec) values).values();
    boolean @Nullable [] nulls = values.nulls();
    for (int i = 0; i < n; i++) {
      if (nulls == null || !nulls[i]) {
        add(groups[i], doubles[i]);
      }
    }
  }

  private void add(int group, double value) {
    if (Math.abs(value) <= Double.MAX_VALUE) {
      double before = sums[group];
      double after = before + value;
      boolean smaller = Math.abs(before) < Math.abs(value);
      lost[group] += smaller ? value - after + before : before - after + value;
      sums[group] = after;
    } else {
      special[group] += value;
    }
  }

  @Override
  public void merge(int[] groups, Vec[] states, int first, int n) {
    double[] otherSums = ((DoubleVec) states[first]).values();
    double[] otherLost = ((DoubleVec) states[first + 1]).values();
    double[] otherSpecial = ((DoubleVec) states[first + 2]).values();
    for (int i = 0; i < n; i++) {
      int group = groups[i];
      if (Double.isFinite(otherSums[i])) {
        add(group, otherSums[i]);
        lost[group] += otherLost[i];
      } else {
        // An overflow stays one, whatever it is merged with.
        sums[group] = Double.NaN;
      }
      special[group] += otherSpecial[i];
    }
  }

  @Override
  public List<Vec> save(int[] groups, int n, Scratch scratch) {
    return List.of(
        gather(sums, groups, n, scratch),
        gather(lost, groups, n, scratch),
        gather(special, groups, n, scratch));
  }

  private static Vec gather(double[] from, int[] groups, int n, Scratch scratch) {
    double[] out = scratch.doubles();
    for (int i = 0; i < n; i++) {
      out[i] = from[groups[i]];
    }
    return new DoubleVec(out, null);
  }

  double sum(int group) {
    if (special[group] != 0) {
      return special[group];
    }
    double sum = sums[group] + lost[group];
    if (!Double.isFinite(sum)) {
      throw new TadashiException(ErrorCode.NUMERIC_OVERFLOW, "a sum is out of the range of float64")
          .at("fn", "sum");
    }
    return sum;
  }

  @Override
  public long heapBytes() {
    return sums.length * 24L;
  }
}
