package dev.tadashi.engine.aggregate;

/** Selection by partitioning (Hoare's "Find", CACM 4, 1961), with a median of three as pivot. */
final class Selection {
  private static final int SHORT = 24;

  private Selection() {}

  /**
   * The value that stands at {@code at} when {@code from} to {@code to} are sorted; afterwards none
   * before it is greater and none after it is less.
   */
  static long nth(long[] values, int from, int to, int at) {
    int low = from;
    int high = to - 1;
    int rounds = 2 * (32 - Integer.numberOfLeadingZeros(Math.max(1, to - from)));
    while (high - low > SHORT && rounds-- > 0) {
      long pivot = middle(values[low], values[low + high >>> 1], values[high]);
      int left = low;
      int right = high;
      while (left <= right) {
        while (values[left] < pivot) {
          left++;
        }
        while (values[right] > pivot) {
          right--;
        }
        if (left <= right) {
          long moved = values[left];
          values[left++] = values[right];
          values[right--] = moved;
        }
      }
      if (at <= right) {
        high = right;
      } else if (at >= left) {
        low = left;
      } else {
        return values[at];
      }
    }
    java.util.Arrays.sort(values, low, high + 1);
    return values[at];
  }

  private static long middle(long a, long b, long c) {
    return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
  }
}
