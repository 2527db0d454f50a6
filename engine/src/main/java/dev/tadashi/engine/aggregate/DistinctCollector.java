package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.SimpleType;
import java.util.List;
import java.util.Objects;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** An aggregate whose state is the different values of a group. */
abstract class DistinctCollector implements Accumulator {
  final DistinctValues values;

  DistinctCollector(DataType argument, BufferAllocator allocator) {
    this.values = new DistinctValues(argument, allocator);
  }

  @Override
  public final List<DataType> stateTypes() {
    return List.of(SimpleType.BINARY);
  }

  @Override
  public final void grow(int groups) {
    values.grow(groups);
  }

  @Override
  public final void add(int[] groups, @Nullable Vec argument, int n, Scratch scratch) {
    values.add(groups, Objects.requireNonNull(argument), n, DistinctValues.Sink.NONE, scratch);
  }

  @Override
  public final void merge(int[] groups, Vec[] states, int n, Scratch scratch) {
    values.merge(groups, states[0], n, DistinctValues.Sink.NONE, scratch);
  }

  @Override
  public final Vec[] save(int[] groups, int n, Scratch scratch) {
    return new Vec[] {values.save(groups, n, scratch)};
  }

  @Override
  public final long heapBytes() {
    return values.heapBytes();
  }

  @Override
  public final void close() {
    values.close();
  }
}
