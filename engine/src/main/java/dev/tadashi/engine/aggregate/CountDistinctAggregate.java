package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.type.DataType;
import org.apache.arrow.memory.BufferAllocator;

/** How many different values. */
final class CountDistinctAggregate extends DistinctCollector {

  CountDistinctAggregate(DataType argument, BufferAllocator allocator) {
    super(argument, allocator);
  }

  @Override
  public Vec finish(int[] groups, int n, Scratch scratch) {
    long[] out = scratch.longs();
    for (int i = 0; i < n; i++) {
      out[i] = values.count(groups[i]);
    }
    return new LongVec(out, null);
  }
}
