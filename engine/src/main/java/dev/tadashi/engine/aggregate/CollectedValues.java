package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.memory.HeapBudget;
import dev.tadashi.engine.memory.Memory;
import dev.tadashi.engine.vector.BytesVec;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.TextVec;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import java.util.Arrays;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * All values of all groups, for aggregates that need every one of them: appended as they come, with
 * their group beside, and sorted by group once. A saved state is the group's values one after the
 * other. Values are longs that have their order, as {@link LongCells} makes them.
 *
 * <p>The arrays are the most that an aggregation holds, so the allocator that counts them is asked
 * before they grow.
 */
final class CollectedValues implements GroupValues {
  private static final int MAX_VALUES = Integer.MAX_VALUE - 8;

  private int[] groups = new int[0];
  private long[] values = new long[0];
  private int size;
  private int groupCount;
  private int sortedSize = -1;
  private long[] sorted = new long[0];
  private int[] starts = new int[1];
  private final HeapBudget budget;

  CollectedValues(BufferAllocator allocator) {
    this.budget = new HeapBudget(allocator);
  }

  @Override
  public void grow(int size) {
    groupCount = Math.max(groupCount, size);
  }

  void add(int[] ids, long[] ordered, boolean @Nullable [] nulls, int n) {
    reserve(n);
    int at = size;
    for (int i = 0; i < n; i++) {
      groups[at] = ids[i];
      values[at] = ordered[i];
      at += Vec.isNull(nulls, i) ? 0 : 1;
    }
    size = at;
  }

  private void reserve(long more) {
    if (size + more > MAX_VALUES) {
      throw new TadashiException(
          ErrorCode.MEMORY_EXCEEDED, "more than 2^31 values have to be kept at one worker");
    }
    if (size + more > values.length) {
      int length = Growth.length(values.length, (int) (size + more));
      budget.hold(bytes(length, sorted.length));
      values = Arrays.copyOf(values, length);
      groups = Arrays.copyOf(groups, length);
    }
  }

  void merge(int[] ids, Vec states, int n) {
    TextVec blobs = (TextVec) states;
    for (int i = 0; i < n; i++) {
      int length = blobs.length(i);
      if (length % 8 != 0) {
        throw new TadashiException(ErrorCode.PROTOCOL, "a unit's state of values is cut short");
      }
      append(ids[i], blobs.address(i), length / 8);
    }
  }

  private void append(int group, long address, int count) {
    reserve(count);
    for (int i = 0; i < count; i++) {
      values[size + i] = Memory.getLong(address + i * 8L);
    }
    Arrays.fill(groups, size, size + count, group);
    size += count;
  }

  /** Several threads may ask for values at the same time, when none adds. */
  synchronized void sort() {
    if (sortedSize == size && starts.length > groupCount) {
      return;
    }
    budget.hold(bytes(values.length, size));
    starts = new int[groupCount + 1];
    for (int i = 0; i < size; i++) {
      starts[groups[i] + 1]++;
    }
    for (int group = 0; group < groupCount; group++) {
      starts[group + 1] += starts[group];
    }
    int[] next = starts.clone();
    sorted = new long[size];
    for (int i = 0; i < size; i++) {
      sorted[next[groups[i]]++] = values[i];
    }
    sortedSize = size;
  }

  int count(int group) {
    return starts[group + 1] - starts[group];
  }

  /** The group's value at a position in their order; changes where they lie. */
  long nth(int group, int position) {
    int from = starts[group];
    return Selection.nth(sorted, from, starts[group + 1], from + position);
  }

  /** The greatest of a group's values before a position that {@link #nth} was asked for. */
  long greatestBefore(int group, int position) {
    long greatest = Long.MIN_VALUE;
    for (int i = starts[group]; i < starts[group] + position; i++) {
      greatest = Math.max(greatest, sorted[i]);
    }
    return greatest;
  }

  @Override
  public Vec save(int[] ids, int n, Scratch scratch) {
    sort();
    long[] addresses = scratch.longs();
    int[] lengths = scratch.ints();
    for (int i = 0; i < n; i++) {
      int from = starts[ids[i]];
      int count = starts[ids[i] + 1] - from;
      if (count > Integer.MAX_VALUE / 8) {
        throw new TadashiException(
            ErrorCode.MEMORY_EXCEEDED, "the values of one group are more than 2 GiB");
      }
      lengths[i] = count * 8;
      addresses[i] = scratch.memory(lengths[i]);
      Memory.copy(sorted, from, addresses[i], count);
    }
    return new BytesVec(addresses, lengths, null);
  }

  private long bytes(int room, int sortedRoom) {
    return room * 12L + sortedRoom * 8L + (groupCount + 1) * 4L;
  }

  /** Bytes held, all of which the allocator knows. */
  @Override
  public long heapBytes() {
    return bytes(values.length, sorted.length);
  }

  @Override
  public void close() {
    budget.close();
  }
}
