package dev.tadashi.engine.aggregate;

import java.util.Arrays;

/**
 * Where the best values of each group lie: a heap of at most {@code most} slots, the worst first,
 * that moves to twice the room when it is full.
 */
final class TopSlots {
  private static final int FIRST = 2;

  private final int most;
  private final boolean greatest;
  private final Cells order;
  private final Cells[] cells;
  private int[] starts = new int[0];
  private int[] sizes = new int[0];
  private int[] rooms = new int[0];
  private int next;
  private int capacity;

  /**
   * @param order what the best are chosen by
   * @param cells all that lie in the same slots, with that
   */
  TopSlots(int most, boolean greatest, Cells order, Cells... cells) {
    this.most = most;
    this.greatest = greatest;
    this.order = order;
    this.cells = cells;
  }

  void grow(int groups) {
    if (groups > starts.length) {
      int length = Growth.length(starts.length, groups);
      starts = Arrays.copyOf(starts, length);
      sizes = Arrays.copyOf(sizes, length);
      rooms = Arrays.copyOf(rooms, length);
    }
  }

  int size(int group) {
    return sizes[group];
  }

  int start(int group) {
    return starts[group];
  }

  /** Keeps a row of the loaded chunks if it is among the group's best. */
  void offer(int group, int row) {
    int start = starts[group];
    int size = sizes[group];
    if (size == most) {
      int before = order.compareRow(start, row);
      if (greatest ? before < 0 : before > 0) {
        set(start, row);
        sink(start, size);
      }
      return;
    }
    if (size == rooms[group]) {
      move(group);
      start = starts[group];
    }
    set(start + size, row);
    sizes[group]++;
    rise(start, size);
  }

  private void set(int slot, int row) {
    for (Cells each : cells) {
      each.set(slot, row);
    }
  }

  private void move(int group) {
    int room = Math.min(most, Math.max(FIRST, 2 * rooms[group]));
    if (next > capacity - room) {
      capacity = Growth.length(capacity, Math.addExact(next, room));
      for (Cells each : cells) {
        each.resize(capacity);
      }
    }
    for (int i = 0; i < sizes[group]; i++) {
      for (Cells each : cells) {
        each.move(starts[group] + i, next + i);
      }
    }
    starts[group] = next;
    rooms[group] = room;
    next += room;
  }

  private boolean worse(int a, int b) {
    int compared = order.compare(a, b);
    return greatest ? compared < 0 : compared > 0;
  }

  private void swap(int a, int b) {
    for (Cells each : cells) {
      each.swap(a, b);
    }
  }

  private void rise(int start, int position) {
    int child = position;
    while (child > 0) {
      int parent = (child - 1) / 2;
      if (!worse(start + child, start + parent)) {
        return;
      }
      swap(start + child, start + parent);
      child = parent;
    }
  }

  private void sink(int start, int size) {
    int parent = 0;
    while (2 * parent + 1 < size) {
      int child = 2 * parent + 1;
      if (child + 1 < size && worse(start + child + 1, start + child)) {
        child++;
      }
      if (!worse(start + child, start + parent)) {
        return;
      }
      swap(start + child, start + parent);
      parent = child;
    }
  }

  /** Orders a group's slots from the worst to the best, which is a heap as well. */
  void sort(int group) {
    int start = starts[group];
    int size = sizes[group];
    for (int left = size - 1; left > 0; left--) {
      swap(start, start + left);
      sink(start, left);
    }
    for (int i = 0; i < size / 2; i++) {
      swap(start + i, start + size - 1 - i);
    }
  }

  long heapBytes() {
    return starts.length * 12L;
  }
}
