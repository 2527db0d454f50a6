package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import org.apache.arrow.memory.BufferAllocator;

/** An aggregate whose state is all the values of a group, as 64 bits that order as they do. */
abstract class CollectingAggregate extends ValuesAggregate<CollectedValues> {
  CollectingAggregate(BufferAllocator allocator) {
    super(new CollectedValues(allocator));
  }

  @Override
  public final void merge(int[] groups, Vec[] states, int n, Scratch scratch) {
    values.merge(groups, states[0], n);
  }

  @Override
  public final boolean adopts() {
    return true;
  }

  @Override
  public final void adopt(Accumulator other, int[] taken) {
    values.adopt(((CollectingAggregate) other).values, taken);
  }

  @Override
  public final void prepare() {
    values.sort();
  }

  @Override
  public final long reservedBytes() {
    return values.heapBytes();
  }
}
