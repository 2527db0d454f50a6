package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.SimpleType;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** Another aggregate of the different values: they are kept, and given to it at the end. */
final class DistinctAggregate implements Accumulator {
  private final DistinctValues values;
  private final Supplier<Accumulator> inner;
  private final BufferAllocator allocator;

  DistinctAggregate(DataType argument, Supplier<Accumulator> inner, BufferAllocator allocator) {
    this.values = new DistinctValues(argument, allocator);
    this.inner = inner;
    this.allocator = allocator;
  }

  @Override
  public List<DataType> stateTypes() {
    return List.of(SimpleType.BINARY);
  }

  @Override
  public void grow(int groups) {
    values.grow(groups);
  }

  @Override
  public void add(int[] groups, @Nullable Vec argument, int n, Scratch scratch) {
    values.add(groups, Objects.requireNonNull(argument), n, DistinctValues.Sink.NONE, scratch);
  }

  @Override
  public void merge(int[] groups, Vec[] states, int n, Scratch scratch) {
    values.merge(groups, states[0], n, DistinctValues.Sink.NONE, scratch);
  }

  @Override
  public Vec[] save(int[] groups, int n, Scratch scratch) {
    return new Vec[] {values.save(groups, n, scratch)};
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

  @Override
  public long heapBytes() {
    return values.heapBytes();
  }

  @Override
  public void close() {
    values.close();
  }
}
