package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.vector.DoubleVec;
import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.SimpleType;
import java.util.Objects;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** The value at a fraction of the order, of what is stored in 64 bits. */
final class QuantileDiscAggregate extends CollectingAggregate {
  private final boolean floating;
  private final long flip;
  private final Fraction fraction;

  QuantileDiscAggregate(DataType argument, Fraction fraction, BufferAllocator allocator) {
    super(allocator);
    this.floating = argument.isFloating();
    this.flip = argument == SimpleType.UINT64 ? Long.MIN_VALUE : 0;
    this.fraction = fraction;
  }

  @Override
  public void add(int[] groups, @Nullable Vec argument, int n, Scratch scratch) {
    Vec given = Objects.requireNonNull(argument);
    long[] ordered = scratch.longs();
    if (given instanceof DoubleVec doubles) {
      for (int i = 0; i < n; i++) {
        ordered[i] = LongCells.ordered(doubles.values()[i]);
      }
    } else {
      long[] longs = ((LongVec) given).values();
      for (int i = 0; i < n; i++) {
        ordered[i] = longs[i] ^ flip;
      }
    }
    values.add(groups, ordered, given.nulls(), n);
  }

  @Override
  public Vec finish(int[] groups, int n, Scratch scratch) {
    values.sort();
    CollectedValues.Slice slice = new CollectedValues.Slice();
    long[] found = scratch.longs();
    boolean[] nulls = scratch.flags();
    for (int i = 0; i < n; i++) {
      values.read(groups[i], slice);
      int count = slice.to - slice.from;
      nulls[i] = count == 0;
      found[i] = count == 0 ? 0 : nth(slice, (int) fraction.place(count));
    }
    return floating ? doubles(found, nulls, n, scratch) : longs(found, nulls, n, scratch);
  }

  private static long nth(CollectedValues.Slice slice, int place) {
    return Selection.nth(slice.values, slice.from, slice.to, slice.from + place);
  }

  private static Vec doubles(long[] found, boolean[] nulls, int n, Scratch scratch) {
    double[] out = scratch.doubles();
    for (int i = 0; i < n; i++) {
      out[i] = LongCells.number(found[i]);
    }
    return new DoubleVec(out, nulls);
  }

  private Vec longs(long[] found, boolean[] nulls, int n, Scratch scratch) {
    long[] out = scratch.longs();
    for (int i = 0; i < n; i++) {
      out[i] = found[i] ^ flip;
    }
    return new LongVec(out, nulls);
  }
}
