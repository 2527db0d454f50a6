package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.type.DataType;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Bitwise and, or, exclusive or of integers. Its state is a value, so merging is adding. */
final class BitAggregate implements Accumulator {
  /** How a value goes into the bits so far. */
  enum Operation {
    AND,
    OR,
    XOR
  }

  private final DataType type;
  private final Operation operation;
  private long[] bits = new long[0];
  private boolean[] seen = new boolean[0];

  BitAggregate(DataType type, Operation operation) {
    this.type = type;
    this.operation = operation;
  }

  @Override
  public List<DataType> stateTypes() {
    return List.of(type);
  }

  @Override
  public void grow(int groups) {
    if (groups > seen.length) {
      int from = seen.length;
      int length = Growth.length(from, groups);
      seen = Arrays.copyOf(seen, length);
      bits = Arrays.copyOf(bits, length);
      Arrays.fill(bits, from, length, operation == Operation.AND ? -1 : 0);
    }
  }

  @Override
  public void add(int[] groups, @Nullable Vec argument, int n, Scratch scratch) {
    Vec given = Objects.requireNonNull(argument);
    long[] values = ((LongVec) given).values();
    boolean @Nullable [] nulls = given.nulls();
    for (int i = 0; i < n; i++) {
      if (nulls == null || !nulls[i]) {
        put(groups[i], values[i]);
      }
    }
  }

  private void put(int group, long value) {
    seen[group] = true;
    switch (operation) {
      case AND -> bits[group] &= value;
      case OR -> bits[group] |= value;
      case XOR -> bits[group] ^= value;
    }
  }

  @Override
  public void merge(int[] groups, Vec[] states, int n, Scratch scratch) {
    add(groups, states[0], n, scratch);
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
    long[] out = scratch.longs();
    boolean[] nulls = scratch.flags();
    for (int i = 0; i < n; i++) {
      out[i] = bits[groups[i]];
      nulls[i] = !seen[groups[i]];
    }
    return new LongVec(out, nulls);
  }

  @Override
  public long heapBytes() {
    return bits.length * 9L;
  }
}
