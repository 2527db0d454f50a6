package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.type.DataType;
import org.apache.arrow.memory.BufferAllocator;

/** The most frequent value; of several the least, so that it does not depend on their order. */
final class ModeAggregate extends TallyAggregate {
  ModeAggregate(DataType type, BufferAllocator allocator) {
    super(type, allocator);
  }

  @Override
  public Vec finish(int[] groups, int n, Scratch scratch) {
    values.sort();
    Cells best = Cells.of(type);
    best.resize(n);
    boolean[] nulls = scratch.flags();
    java.util.Arrays.fill(nulls, 0, n, true);
    try (Scratch own = new Scratch(allocator)) {
      Candidates candidates = new Candidates(best, nulls, own);
      for (int i = 0; i < n; i++) {
        long most = most(groups[i]);
        for (int at = values.from(groups[i]); at < values.to(groups[i]); at++) {
          if (tally[values.pair(at)] == most) {
            candidates.add(i, values.pair(at));
          }
        }
      }
      candidates.flush();
    }
    int[] slots = scratch.ints();
    for (int i = 0; i < n; i++) {
      slots[i] = i;
    }
    return best.read(slots, n, nulls, scratch);
  }

  private long most(int group) {
    long most = 0;
    for (int at = values.from(group); at < values.to(group); at++) {
      most = Math.max(most, tally[values.pair(at)]);
    }
    return most;
  }

  /** The most frequent values of groups, looked at a chunk at a time. */
  private final class Candidates {
    private final Cells best;
    private final boolean[] nulls;
    private final Scratch scratch;
    private final int[] slots = new int[Scratch.CHUNK];
    private final int[] pairs = new int[Scratch.CHUNK];
    private int n;

    Candidates(Cells best, boolean[] nulls, Scratch scratch) {
      this.best = best;
      this.nulls = nulls;
      this.scratch = scratch;
    }

    void add(int slot, int pair) {
      slots[n] = slot;
      pairs[n++] = pair;
      if (n == Scratch.CHUNK) {
        flush();
      }
    }

    void flush() {
      if (n == 0) {
        return;
      }
      best.load(values.values(pairs, n, scratch), n, scratch);
      for (int i = 0; i < n; i++) {
        if (nulls[slots[i]] || best.compareRow(slots[i], i) > 0) {
          best.set(slots[i], i);
          nulls[slots[i]] = false;
        }
      }
      scratch.reset();
      n = 0;
    }
  }
}
