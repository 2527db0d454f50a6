package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.memory.Memory;
import dev.tadashi.engine.vector.BytesVec;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.TextVec;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.SimpleType;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * How often each different value came. A saved state is the values one after the other, and beside
 * them their numbers.
 */
abstract class TallyAggregate implements Accumulator {
  final DataType type;
  final BufferAllocator allocator;
  final DistinctValues values;

  /** Of each pair of group and value. */
  long[] tally = new long[0];

  TallyAggregate(DataType type, BufferAllocator allocator) {
    this.type = type;
    this.allocator = allocator;
    this.values = new DistinctValues(type, allocator);
  }

  @Override
  public final List<DataType> stateTypes() {
    return List.of(SimpleType.BINARY, SimpleType.BINARY);
  }

  @Override
  public final void grow(int groups) {
    values.grow(groups);
  }

  @Override
  public final void add(int[] groups, @Nullable Vec argument, int n, Scratch scratch) {
    values.add(
        groups,
        Objects.requireNonNull(argument),
        n,
        (pairs, rows, kept) -> {
          growTally();
          for (int i = 0; i < kept; i++) {
            tally[pairs[i]]++;
          }
        },
        scratch);
  }

  private void growTally() {
    if (values.pairs() > tally.length) {
      tally = Arrays.copyOf(tally, Growth.length(tally.length, values.pairs()));
    }
  }

  @Override
  public final void merge(int[] groups, Vec[] states, int n, Scratch scratch) {
    long[] numbers = numbers((TextVec) states[1], n);
    values.merge(
        groups,
        states[0],
        n,
        (pairs, rows, kept) -> {
          growTally();
          if (rows[kept - 1] >= numbers.length) {
            throw differ();
          }
          for (int i = 0; i < kept; i++) {
            tally[pairs[i]] += numbers[rows[i]];
          }
        },
        scratch);
  }

  private static TadashiException differ() {
    return new TadashiException(
        ErrorCode.PROTOCOL, "a unit has values whose numbers are not there");
  }

  private static long[] numbers(TextVec blobs, int n) {
    long total = 0;
    for (int i = 0; i < n; i++) {
      total += blobs.length(i) / 8;
    }
    long[] numbers = new long[Math.toIntExact(total)];
    int at = 0;
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < blobs.length(i) / 8; k++) {
        numbers[at++] = Memory.getLong(blobs.address(i) + k * 8L);
      }
    }
    return numbers;
  }

  @Override
  public final Vec[] save(int[] groups, int n, Scratch scratch) {
    Vec saved = values.save(groups, n, scratch);
    long[] addresses = scratch.longs();
    int[] lengths = scratch.ints();
    for (int i = 0; i < n; i++) {
      int from = values.from(groups[i]);
      int count = values.to(groups[i]) - from;
      lengths[i] = Math.multiplyExact(count, 8);
      addresses[i] = scratch.memory(lengths[i]);
      for (int k = 0; k < count; k++) {
        Memory.putLong(addresses[i] + k * 8L, tally[values.pair(from + k)]);
      }
    }
    return new Vec[] {saved, new BytesVec(addresses, lengths, null)};
  }

  @Override
  public final long heapBytes() {
    return values.heapBytes() + tally.length * 8L;
  }

  @Override
  public final void close() {
    values.close();
  }
}
