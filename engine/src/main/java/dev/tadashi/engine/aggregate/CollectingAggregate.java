package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.SimpleType;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/** An aggregate whose state is all the values of a group, as 64 bits that order as they do. */
abstract class CollectingAggregate implements Accumulator {
  final CollectedValues values;

  CollectingAggregate(BufferAllocator allocator) {
    this.values = new CollectedValues(allocator);
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
  public final void merge(int[] groups, Vec[] states, int n, Scratch scratch) {
    values.merge(groups, states[0], n);
  }

  @Override
  public final void prepare() {
    values.sort();
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
  public final long reservedBytes() {
    return values.heapBytes();
  }

  @Override
  public final void close() {
    values.close();
  }
}
