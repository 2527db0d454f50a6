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
 * Sums of doubles with compensation: what an addition rounds away is found without a branch (Knuth,
 * The Art of Computer Programming 2, 4.2.2) and summed beside. The error does not grow with the
 * number of values, so any order of adding and merging stays within 1e-12 times the sum of
 * magnitudes. Infinities and NaN are summed apart, where they cannot spoil the compensation.
 *
 * <p>Layout: sum and compensation of a group lie side by side, because they are always used
 * together.
 */
final class DoubleSums implements Sums {
  private static final long GREATEST = Double.doubleToRawLongBits(Double.MAX_VALUE);

  private double[] sums = new double[0];
  private double[] special = new double[0];
  private int groups;

  @Override
  public List<DataType> stateTypes() {
    return List.of(SimpleType.FLOAT64, SimpleType.FLOAT64, SimpleType.FLOAT64);
  }

  @Override
  public void grow(int size) {
    if (size > groups) {
      groups = Math.min(Growth.length(groups, size), Integer.MAX_VALUE / 2 - 8);
      sums = Arrays.copyOf(sums, groups * 2);
      special = special.length == 0 ? special : Arrays.copyOf(special, groups);
    }
  }

  @Override
  public void add(int[] ids, Vec vec, int n) {
    double[] values = ((DoubleVec) vec).values();
    boolean @Nullable [] nulls = vec.nulls();
    if (nulls != null) {
      for (int i = 0; i < n; i++) {
        if (!nulls[i]) {
          add(ids[i], values[i]);
        }
      }
    } else if (finite(values, n)) {
      addFinite(sums, ids, values, n);
    } else {
      for (int i = 0; i < n; i++) {
        add(ids[i], values[i]);
      }
    }
  }

  private static boolean finite(double[] values, int n) {
    long above = 0;
    for (int i = 0; i < n; i++) {
      above |= GREATEST - (Double.doubleToRawLongBits(values[i]) & Long.MAX_VALUE);
    }
    return above >= 0;
  }

  private static void addFinite(double[] sums, int[] ids, double[] values, int n) {
    for (int i = 0; i < n; i++) {
      int at = ids[i] * 2;
      double value = values[i];
      double before = sums[at];
      double after = before + value;
      double added = after - before;
      sums[at] = after;
      sums[at + 1] += before - (after - added) + (value - added);
    }
  }

  private void add(int group, double value) {
    if (Math.abs(value) <= Double.MAX_VALUE) {
      double before = sums[group * 2];
      double after = before + value;
      double added = after - before;
      sums[group * 2] = after;
      sums[group * 2 + 1] += before - (after - added) + (value - added);
    } else {
      addSpecial(group, value);
    }
  }

  private void addSpecial(int group, double value) {
    makeSpecial();
    special[group] += value;
  }

  /** Several threads merge at the same time. */
  private synchronized void makeSpecial() {
    if (special.length == 0) {
      special = new double[groups];
    }
  }

  private double special(int group) {
    return special.length == 0 ? 0 : special[group];
  }

  @Override
  public void merge(int[] ids, Vec[] states, int first, int n) {
    double[] otherSums = ((DoubleVec) states[first]).values();
    double[] otherLost = ((DoubleVec) states[first + 1]).values();
    double[] otherSpecial = ((DoubleVec) states[first + 2]).values();
    for (int i = 0; i < n; i++) {
      int group = ids[i];
      if (Double.isFinite(otherSums[i])) {
        add(group, otherSums[i]);
        sums[group * 2 + 1] += otherLost[i];
      } else {
        // An overflow stays one, whatever it is merged with.
        sums[group * 2] = Double.NaN;
      }
      if (otherSpecial[i] != 0) {
        addSpecial(group, otherSpecial[i]);
      }
    }
  }

  @Override
  public List<Vec> save(int[] ids, int n, Scratch scratch) {
    double[] sum = scratch.doubles();
    double[] lost = scratch.doubles();
    double[] other = scratch.doubles();
    for (int i = 0; i < n; i++) {
      sum[i] = sums[ids[i] * 2];
      lost[i] = sums[ids[i] * 2 + 1];
      other[i] = special(ids[i]);
    }
    return List.of(new DoubleVec(sum, null), new DoubleVec(lost, null), new DoubleVec(other, null));
  }

  double sum(int group) {
    if (special(group) != 0) {
      return special(group);
    }
    double sum = sums[group * 2] + sums[group * 2 + 1];
    if (!Double.isFinite(sum)) {
      throw new TadashiException(ErrorCode.NUMERIC_OVERFLOW, "a sum is out of the range of float64")
          .at("fn", "sum");
    }
    return sum;
  }

  @Override
  public long heapBytes() {
    return (sums.length + special.length) * 8L;
  }
}
