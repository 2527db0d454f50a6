package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.type.DataType;
import java.util.function.Supplier;
import org.apache.arrow.memory.BufferAllocator;

/** Another aggregate of the different values: they are kept, and given to it at the end. */
final class DistinctAggregate extends DistinctCollector {
  private final Supplier<Accumulator> inner;
  private final BufferAllocator allocator;

  DistinctAggregate(DataType argument, Supplier<Accumulator> inner, BufferAllocator allocator) {
    super(argument, allocator);
    this.inner = inner;
    this.allocator = allocator;
  }

  @Override
  public Vec finish(int[] groups, int n, Scratch scratch) {
    values.sort();
    int[] positions = scratch.ints();
    try (Accumulator states = inner.get();
        Scratch own = new Scratch(allocator)) {
      states.grow(n);
      addAll(groups, n, states, own);
      for (int i = 0; i < n; i++) {
        positions[i] = i;
      }
      return states.finish(positions, n, scratch);
    }
  }

  /** Adds the values of the groups; group {@code groups[i]} is {@code i} to the states. */
  private void addAll(int[] groups, int n, Accumulator states, Scratch scratch) {
    int[] pairs = new int[Scratch.CHUNK];
    int[] targets = new int[Scratch.CHUNK];
    int kept = 0;
    for (int i = 0; i < n; i++) {
      for (int at = values.from(groups[i]); at < values.to(groups[i]); at++) {
        pairs[kept] = values.pair(at);
        targets[kept++] = i;
        if (kept == Scratch.CHUNK) {
          states.add(targets, values.values(pairs, kept, scratch), kept, scratch);
          scratch.reset();
          kept = 0;
        }
      }
    }
    if (kept > 0) {
      states.add(targets, values.values(pairs, kept, scratch), kept, scratch);
    }
  }
}
