package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.type.DataType;
import java.util.Objects;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** An aggregate whose state is the different values of a group. */
abstract class DistinctCollector extends ValuesAggregate<DistinctValues> {
  DistinctCollector(DataType argument, BufferAllocator allocator) {
    super(new DistinctValues(argument, allocator));
  }

  @Override
  public final void add(int[] groups, @Nullable Vec argument, int n, Scratch scratch) {
    values.add(groups, Objects.requireNonNull(argument), n, DistinctValues.Sink.NONE, scratch);
  }

  @Override
  public final void merge(int[] groups, Vec[] states, int n, Scratch scratch) {
    values.merge(groups, states[0], n, DistinctValues.Sink.NONE, scratch);
  }
}
