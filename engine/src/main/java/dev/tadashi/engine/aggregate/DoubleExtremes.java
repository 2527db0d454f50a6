package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.vector.DoubleVec;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Of floating point numbers; NaN is the greatest, and the zeros are one. */
final class DoubleExtremes extends Extremes {
  private double[] best = new double[0];

  DoubleExtremes(boolean greatest) {
    super(greatest);
  }

  @Override
  void resize(int length) {
    best = Arrays.copyOf(best, length);
  }

  @Override
  void add(int[] groups, Vec vec, int n) {
    double[] values = ((DoubleVec) vec).values();
    boolean @Nullable [] nulls = vec.nulls();
    for (int i = 0; i < n; i++) {
      if (nulls == null || !nulls[i]) {
        int group = groups[i];
        double value = values[i] + 0.0;
        int order = Double.compare(value, best[group]);
        if (!seen[group] || (greatest ? order > 0 : order < 0)) {
          best[group] = value;
          seen[group] = true;
        }
      }
    }
  }

  @Override
  Vec read(int[] groups, int n, Scratch scratch) {
    double[] out = scratch.doubles();
    for (int i = 0; i < n; i++) {
      out[i] = best[groups[i]];
    }
    return new DoubleVec(out, unseen(groups, n, scratch));
  }

  @Override
  long heapBytes() {
    return best.length * 9L;
  }
}
