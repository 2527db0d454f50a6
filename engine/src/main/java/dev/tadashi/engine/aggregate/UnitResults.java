package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.plan.AggregateCall;
import dev.tadashi.model.plan.StageOutput;
import org.apache.arrow.memory.BufferAllocator;

/**
 * Results straight from a unit that nothing has to be merged with, so without a table of groups.
 */
public final class UnitResults {
  private final StageOutput.Partials output;
  private final BufferAllocator allocator;
  private final int[] ids = new int[Scratch.CHUNK];

  public UnitResults(StageOutput.Partials output, BufferAllocator allocator) {
    this.output = output;
    this.allocator = allocator;
    for (int i = 0; i < ids.length; i++) {
      ids[i] = i;
    }
  }

  /** A chunk of a unit as rows of the result: keys, then aggregates. */
  public Vec[] finish(Vec[] unit, int n, Scratch scratch) {
    int keys = output.keys().size();
    Vec[] out = new Vec[keys + output.aggregates().size()];
    System.arraycopy(unit, 1, out, 0, keys);
    int at = 1 + keys;
    for (int i = 0; i < output.aggregates().size(); i++) {
      AggregateCall call = output.aggregates().get(i);
      try (Accumulator state = Aggregates.create(call, allocator)) {
        Vec[] saved = java.util.Arrays.copyOfRange(unit, at, at + state.stateTypes().size());
        at += saved.length;
        state.grow(n);
        state.merge(ids, saved, n, scratch);
        out[keys + i] = state.finish(ids, n, scratch);
      }
    }
    return out;
  }
}
