package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.SimpleType;
import java.util.List;

/** Rows in which neither of two arguments is null. */
final class PairCountAggregate implements PairAccumulator {
  private final ValueCounts counts = new ValueCounts(null);

  @Override
  public List<DataType> stateTypes() {
    return List.of(SimpleType.INT64);
  }

  @Override
  public void grow(int groups) {
    counts.grow(groups);
  }

  @Override
  public void add(int[] groups, Vec first, Vec second, int n, Scratch scratch) {
    counts.add(groups, Vec.eitherNull(first.nulls(), second.nulls(), n, scratch), n);
  }

  @Override
  public void merge(int[] groups, Vec[] states, int n, Scratch scratch) {
    counts.merge(groups, states[0], n);
  }

  @Override
  public boolean mergesSideBySide() {
    return true;
  }

  @Override
  public Vec[] save(int[] groups, int n, Scratch scratch) {
    return new Vec[] {counts.read(groups, n, scratch)};
  }

  @Override
  public Vec finish(int[] groups, int n, Scratch scratch) {
    return counts.read(groups, n, scratch);
  }

  @Override
  public long heapBytes() {
    return counts.heapBytes();
  }
}
