package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.SimpleType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows, or rows whose argument is not null. */
final class CountAggregate implements Accumulator {
  private final ValueCounts counts;

  CountAggregate(@Nullable RowCounts rows) {
    this.counts = new ValueCounts(rows);
  }

  @Override
  public List<DataType> stateTypes() {
    return List.of(SimpleType.INT64);
  }

  @Override
  public void grow(int groups) {
    counts.grow(groups);
  }

  @Override
  public void add(int[] groups, @Nullable Vec argument, int n, Scratch scratch) {
    counts.add(groups, argument == null ? null : argument.nulls(), n);
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
    return new Vec[] {finish(groups, n, scratch)};
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
