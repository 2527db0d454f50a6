package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.expr.ToDouble;
import dev.tadashi.engine.vector.DoubleVec;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.SimpleType;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The middle value, or the mean of the two in the middle; exact, so all values are kept. */
final class MedianAggregate implements Accumulator {
  private final DataType argument;
  private final CollectedValues values = new CollectedValues();

  MedianAggregate(DataType argument) {
    this.argument = argument;
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
  public void add(int[] groups, @Nullable Vec vec, int n, Scratch scratch) {
    Vec given = Objects.requireNonNull(vec);
    double[] doubles = scratch.doubles();
    ToDouble.convert(given, argument, n, doubles);
    values.add(groups, doubles, given.nulls(), n);
  }

  @Override
  public void merge(int[] groups, Vec[] states, int n, Scratch scratch) {
    values.merge(groups, states[0], n);
  }

  @Override
  public void prepare() {
    values.sort();
  }

  @Override
  public Vec[] save(int[] groups, int n, Scratch scratch) {
    return new Vec[] {values.save(groups, n, scratch)};
  }

  @Override
  public Vec finish(int[] groups, int n, Scratch scratch) {
    values.sort();
    double[] out = scratch.doubles();
    boolean[] nulls = scratch.flags();
    for (int i = 0; i < n; i++) {
      int count = values.count(groups[i]);
      nulls[i] = count == 0;
      out[i] = count == 0 ? 0 : median(groups[i], count);
    }
    return new DoubleVec(out, nulls);
  }

  private double median(int group, int count) {
    double upper = CollectedValues.number(values.nth(group, count / 2));
    if (count % 2 == 1) {
      return upper;
    }
    double lower = CollectedValues.number(values.greatestBefore(group, count / 2));
    return lower == upper ? upper : lower / 2 + upper / 2;
  }

  @Override
  public long heapBytes() {
    return values.heapBytes();
  }
}
