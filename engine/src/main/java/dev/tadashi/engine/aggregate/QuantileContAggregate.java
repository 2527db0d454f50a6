package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.expr.ToDouble;
import dev.tadashi.engine.vector.DoubleVec;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.type.DataType;
import java.util.Objects;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * The value at a fraction of the order, between its two neighbours where it lies between two;
 * exact, so all values are kept.
 */
final class QuantileContAggregate extends CollectingAggregate {
  private final DataType argument;
  private final Fraction fraction;

  QuantileContAggregate(DataType argument, Fraction fraction, BufferAllocator allocator) {
    super(allocator);
    this.argument = argument;
    this.fraction = fraction;
  }

  @Override
  public void add(int[] groups, @Nullable Vec vec, int n, Scratch scratch) {
    Vec given = Objects.requireNonNull(vec);
    double[] doubles = scratch.doubles();
    ToDouble.convert(given, argument, n, doubles);
    long[] ordered = scratch.longs();
    for (int i = 0; i < n; i++) {
      ordered[i] = LongCells.ordered(doubles[i]);
    }
    values.add(groups, ordered, given.nulls(), n);
  }

  @Override
  public Vec finish(int[] groups, int n, Scratch scratch) {
    values.sort();
    CollectedValues.Slice slice = new CollectedValues.Slice();
    double[] out = scratch.doubles();
    boolean[] nulls = scratch.flags();
    for (int i = 0; i < n; i++) {
      values.read(groups[i], slice);
      int count = slice.to - slice.from;
      nulls[i] = count == 0;
      out[i] = count == 0 ? 0 : value(slice, fraction.position(count));
    }
    return new DoubleVec(out, nulls);
  }

  private static double value(CollectedValues.Slice slice, double position) {
    int at = slice.from + (int) Math.ceil(position);
    double upper = LongCells.number(Selection.nth(slice.values, slice.from, slice.to, at));
    double share = at - slice.from - position;
    if (share == 0) {
      return upper;
    }
    // Selection leaves all lesser values before it.
    double lower = LongCells.number(greatest(slice.values, slice.from, at));
    return lower == upper ? upper : lower * share + upper * (1 - share);
  }

  private static long greatest(long[] values, int from, int to) {
    long greatest = Long.MIN_VALUE;
    for (int i = from; i < to; i++) {
      greatest = Math.max(greatest, values[i]);
    }
    return greatest;
  }
}
