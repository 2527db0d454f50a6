package dev.tadashi.engine.exec;

/** Stable merge sort of row numbers, bottom up, without boxing. */
final class MergeSort {
  private static final int RUN = 16;

  private final EngineContext context;
  private final SortOrder order;

  MergeSort(EngineContext context, SortOrder order) {
    this.context = context;
    this.order = order;
  }

  /** Sorts {@code ids[0..n)}. */
  void sort(int[] ids, int n) {
    for (int from = 0; from < n; from += RUN) {
      insertion(ids, from, Math.min(n, from + RUN));
    }
    int[] source = ids;
    int[] target = new int[n];
    for (long width = RUN; width < n; width *= 2) {
      for (long from = 0; from < n; from += 2 * width) {
        context.check();
        int middle = (int) Math.min(n, from + width);
        merge(source, target, (int) from, middle, (int) Math.min(n, from + 2 * width));
      }
      int[] other = source;
      source = target;
      target = other;
    }
    if (source != ids) {
      System.arraycopy(source, 0, ids, 0, n);
    }
  }

  private void insertion(int[] ids, int from, int to) {
    for (int i = from + 1; i < to; i++) {
      int id = ids[i];
      int at = i;
      while (at > from && order.compare(ids[at - 1], id) > 0) {
        ids[at] = ids[at - 1];
        at--;
      }
      ids[at] = id;
    }
  }

  private void merge(int[] source, int[] target, int from, int middle, int to) {
    if (middle == to || order.compare(source[middle - 1], source[middle]) <= 0) {
      System.arraycopy(source, from, target, from, to - from);
      return;
    }
    int left = from;
    int right = middle;
    for (int at = from; at < to; at++) {
      boolean takeLeft =
          right == to || (left < middle && order.compare(source[left], source[right]) <= 0);
      target[at] = takeLeft ? source[left++] : source[right++];
    }
  }
}
