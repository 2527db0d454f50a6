package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.SimpleType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What sum and average keep: a sum, and how many values are in it. */
abstract class SumState implements Accumulator {
  final Counts counts;
  final Sums sums;

  SumState(DataType argument, Counts counts) {
    this.counts = counts;
    this.sums = Sums.of(argument);
  }

  @Override
  public final List<DataType> stateTypes() {
    List<DataType> types = new ArrayList<>(List.of(SimpleType.INT64));
    types.addAll(sums.stateTypes());
    return types;
  }

  @Override
  public final void grow(int groups) {
    counts.grow(groups);
    sums.grow(groups);
  }

  @Override
  public final void add(int[] groups, @Nullable Vec argument, int n, Scratch scratch) {
    Vec values = Objects.requireNonNull(argument);
    counts.add(groups, values.nulls(), n);
    sums.add(groups, values, n);
  }

  @Override
  public final void merge(int[] groups, Vec[] states, int n, Scratch scratch) {
    counts.merge(groups, states[0], n);
    sums.merge(groups, states, 1, n);
  }

  @Override
  public final boolean mergesSideBySide() {
    return true;
  }

  @Override
  public final Vec[] save(int[] groups, int n, Scratch scratch) {
    List<Vec> states = new ArrayList<>();
    states.add(counts.read(groups, n, scratch));
    states.addAll(sums.save(groups, n, scratch));
    return states.toArray(Vec[]::new);
  }

  /** True for the groups without values. */
  final boolean[] empty(int[] groups, int n, Scratch scratch) {
    return counts.empty(groups, n, scratch);
  }

  @Override
  public final long heapBytes() {
    return counts.heapBytes() + sums.heapBytes();
  }
}
