package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where the best values of each group lie: a heap of at most {@code most} slots, the worst first.
 * Short ones have all their slots from the start, the group's number times {@code most}; others
 * move to twice the room when they are full.
 */
final class TopSlots {
  private static final int FIRST = 2;
  private static final int SHORT = 4;

  private final int most;
  private final boolean greatest;
  private final Cells order;
  private final Cells[] cells;
  private int[] starts = new int[0];
  private int[] sizes = new int[0];
  private int[] rooms = new int[0];
  private int next;
  private int capacity;

  /** What is wanted at least of a number, inverted where the least are wanted. */
  private long[] bars = new long[0];

  private final @Nullable LongCells numbers;
  private final long flip;

  /**
   * @param order what the best are chosen by
   * @param cells all that lie in the same slots, with that
   */
  TopSlots(int most, boolean greatest, Cells order, Cells... cells) {
    this.most = most;
    this.greatest = greatest;
    this.order = order;
    this.cells = cells;
    this.numbers = order instanceof LongCells longs ? longs : null;
    this.flip = greatest ? 0 : -1;
  }

  void grow(int groups) {
    if (groups > sizes.length) {
      int length = Growth.length(sizes.length, groups);
      sizes = Arrays.copyOf(sizes, length);
      if (most <= SHORT) {
        resize(Math.multiplyExact(length, most));
      } else {
        starts = Arrays.copyOf(starts, length);
        rooms = Arrays.copyOf(rooms, length);
      }
      if (numbers != null) {
        int from = bars.length;
        bars = Arrays.copyOf(bars, length);
        Arrays.fill(bars, from, length, Long.MIN_VALUE);
      }
    }
  }

  /**
   * Keeps the rows of the loaded chunks that are among their groups' best. Most are not, and of
   * numbers that is seen in one pass.
   */
  void offer(int[] groups, boolean @Nullable [] nulls, int n, Scratch scratch) {
    int[] rows = scratch.ints();
    int kept = numbers == null ? all(n, rows) : above(numbers.chunk(), groups, n, rows);
    for (int i = 0; i < kept; i++) {
      int row = rows[i];
      if (!Vec.isNull(nulls, row)) {
        offer(groups[row], row);
      }
    }
  }

  private static int all(int n, int[] rows) {
    for (int i = 0; i < n; i++) {
      rows[i] = i;
    }
    return n;
  }

  private int above(long[] values, int[] groups, int n, int[] rows) {
    long[] wanted = bars;
    int kept = 0;
    for (int i = 0; i < n; i++) {
      rows[kept] = i;
      kept += (values[i] ^ flip) >= wanted[groups[i]] ? 1 : 0;
    }
    return kept;
  }

  int size(int group) {
    return sizes[group];
  }

  int start(int group) {
    return most <= SHORT ? group * most : starts[group];
  }

  private void resize(int slots) {
    for (Cells each : cells) {
      each.resize(slots);
    }
  }

  private void offer(int group, int row) {
    int start = start(group);
    if (isFull(group)) {
      if (isBetter(group, start, row)) {
        set(start, row);
        sink(start, most);
        raise(group);
      }
      return;
    }
    int size = sizes[group];
    if (most > SHORT && size == rooms[group]) {
      move(group);
      start = starts[group];
    }
    set(start + size, row);
    sizes[group]++;
    rise(start, size);
    if (sizes[group] == most) {
      raise(group);
    }
  }

  private boolean isFull(int group) {
    return numbers == null ? sizes[group] == most : bars[group] != Long.MIN_VALUE;
  }

  private boolean isBetter(int group, int start, int row) {
    if (numbers != null) {
      return (numbers.chunk()[row] ^ flip) >= bars[group];
    }
    int before = order.compareRow(start, row);
    return greatest ? before < 0 : before > 0;
  }

  /** Only what is better than the worst of a full group is wanted from now on. */
  private void raise(int group) {
    if (numbers != null) {
      long worst = numbers.value(start(group)) ^ flip;
      bars[group] = worst == Long.MAX_VALUE ? worst : worst + 1;
    }
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
      resize(capacity);
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
    int start = start(group);
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
    return starts.length * 8L + sizes.length * 4L + bars.length * 8L;
  }
}
