package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.SimpleType;
import java.util.List;
import java.util.Objects;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** How many different values. */
final class CountDistinctAggregate implements Accumulator {
  private final DistinctValues values;

  CountDistinctAggregate(DataType argument, BufferAllocator allocator) {
    this.values = new DistinctValues(argument, allocator);
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
    long[] out = scratch.longs();
    for (int i = 0; i < n; i++) {
      out[i] = values.count(groups[i]);
    }
    return new LongVec(out, null);
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
