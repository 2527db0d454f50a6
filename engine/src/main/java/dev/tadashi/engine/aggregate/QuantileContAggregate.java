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
    double[] out = scratch.doubles();
    boolean[] nulls = scratch.flags();
    for (int i = 0; i < n; i++) {
      int count = values.count(groups[i]);
      nulls[i] = count == 0;
      out[i] = count == 0 ? 0 : value(groups[i], fraction.position(count));
    }
    return new DoubleVec(out, nulls);
  }

  private double value(int group, double position) {
    int at = (int) Math.ceil(position);
    double upper = LongCells.number(values.nth(group, at));
    double share = at - position;
    if (share == 0) {
      return upper;
    }
    double lower = LongCells.number(values.greatestBefore(group, at));
    return lower == upper ? upper : lower * share + upper * (1 - share);
  }
}
