package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.type.DataType;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;

/** The value at a fraction of the order, of texts, byte strings and wide decimals. */
final class TallyQuantileAggregate extends TallyAggregate {
  private final Fraction fraction;

  TallyQuantileAggregate(DataType type, Fraction fraction, BufferAllocator allocator) {
    super(type, allocator);
    this.fraction = fraction;
  }

  @Override
  public Vec finish(int[] groups, int n, Scratch scratch) {
    values.sort();
    boolean[] nulls = scratch.flags();
    int[] slots = scratch.ints();
    Cells cells = Cells.of(type);
    int used = 0;
    int room = 0;
    try (Scratch own = new Scratch(allocator)) {
      for (int i = 0; i < n; i++) {
        int count = values.to(groups[i]) - values.from(groups[i]);
        nulls[i] = count == 0;
        if (count > 0) {
          if (used + count > room) {
            room = Growth.length(room, used + count);
            cells.resize(room);
          }
          load(groups[i], cells, used, own);
          slots[i] = used;
          cells.swap(used, find(groups[i], cells, used, count));
          used++;
        }
      }
    }
    return cells.read(slots, n, nulls, scratch);
  }

  private void load(int group, Cells cells, int to, Scratch scratch) {
    int[] pairs = new int[Scratch.CHUNK];
    int end = values.to(group);
    for (int from = values.from(group), at = to; from < end; from += Scratch.CHUNK) {
      int n = Math.min(Scratch.CHUNK, end - from);
      for (int i = 0; i < n; i++) {
        pairs[i] = values.pair(from + i);
      }
      cells.load(values.values(pairs, n, scratch), n, scratch);
      for (int i = 0; i < n; i++) {
        cells.set(at++, i);
      }
      scratch.reset();
    }
  }

  /** The slot of the value that is wanted, among a group's different values in any order. */
  private int find(int group, Cells cells, int first, int count) {
    int from = values.from(group);
    long total = 0;
    for (int i = 0; i < count; i++) {
      total += tally[values.pair(from + i)];
    }
    long place = fraction.place(total);
    int[] sorted =
        IntStream.range(0, count)
            .boxed()
            .sorted((a, b) -> cells.compare(first + a, first + b))
            .mapToInt(Integer::intValue)
            .toArray();
    long passed = 0;
    for (int slot : sorted) {
      passed += tally[values.pair(from + slot)];
      if (passed > place) {
        return first + slot;
      }
    }
    throw new IllegalStateException(place + " of " + total);
  }
}
