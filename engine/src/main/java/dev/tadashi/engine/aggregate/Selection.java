package dev.tadashi.engine.aggregate;

import java.util.Arrays;

/**
 * Selection by partitioning (Hoare's "Find", CACM 4, 1961). The pivots lie a little below and above
 * where a sample says that the wanted value is, so that two passes leave few values between them
 * (Floyd and Rivest, CACM 18, 1975); a pass has no branch that depends on a value.
 */
final class Selection {
  private static final int SHORT = 40;
  private static final int LONG = 400;
  private static final int LARGE_SAMPLE = 31;
  private static final int SMALL_SAMPLE = 9;

  private Selection() {}

  /**
   * The value that stands at {@code at} when {@code from} to {@code to} are sorted; afterwards none
   * before it is greater and none after it is less.
   */
  static long nth(long[] values, int from, int to, int at) {
    int low = from;
    int high = to;
    int rounds = 4 * (32 - Integer.numberOfLeadingZeros(Math.max(1, to - from)));
    for (int round = 0; high - low > SHORT && round < rounds; round++) {
      long pivot = pivot(values, low, high, at, round % 2 == 0);
      int split = partition(values, low, high, pivot);
      if (at < split) {
        high = split;
      } else if (split > low) {
        low = split;
      } else if (pivot == Long.MAX_VALUE) {
        return pivot;
      } else {
        low = partition(values, low, high, pivot + 1);
        if (at < low) {
          return pivot;
        }
      }
    }
    Arrays.sort(values, low, high);
    return values[at];
  }

  /** A value beside the one that may stand at {@code at}, on either side of it. */
  private static long pivot(long[] values, int low, int high, int at, boolean below) {
    int n = high - low;
    long[] sample = new long[n > LONG ? LARGE_SAMPLE : SMALL_SAMPLE];
    for (int i = 0; i < sample.length; i++) {
      sample[i] = values[low + (int) ((long) n * i / sample.length)];
    }
    Arrays.sort(sample);
    int rank = (int) ((long) (at - low) * sample.length / n);
    int aside = Math.max(1, sample.length / 10);
    return sample[Math.clamp(below ? rank - aside : rank + aside, 0, sample.length - 1)];
  }

  /** Moves the values that are less than the pivot to the front; where the others begin. */
  private static int partition(long[] values, int low, int high, long pivot) {
    int split = low;
    for (int i = low; i < high; i++) {
      long value = values[i];
      values[i] = values[split];
      values[split] = value;
      split += value < pivot ? 1 : 0;
    }
    return split;
  }
}
