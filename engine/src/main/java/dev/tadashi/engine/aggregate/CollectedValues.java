package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.memory.HeapBudget;
import dev.tadashi.engine.memory.Memory;
import dev.tadashi.engine.vector.BytesVec;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.TextVec;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
  private static final int FIRST_BLOCK = 1 << 8;
  private static final int LAST_BLOCK = 1 << 16;

  /** Values as they came. */
  private static final class Block {
    final long[] values;
    final int[] groups;
    int size;

    Block(int room) {
      this.values = new long[room];
      this.groups = new int[room];
    }

    int room() {
      return values.length - size;
    }
  }

  /**
   * Values by group.
   *
   * @param groupOf its group for each of ours, -1 for none; null when they are the same
   */
  private record Part(long[] values, int[] starts, int @Nullable [] groupOf) {
    /** Where a group's values begin. */
    int from(int group) {
      int own = own(group);
      return own < 0 ? 0 : starts[own];
    }

    int count(int group) {
      int own = own(group);
      return own < 0 ? 0 : starts[own + 1] - starts[own];
    }

    private int own(int group) {
      if (groupOf == null) {
        return group < starts.length - 1 ? group : -1;
      }
      return group < groupOf.length ? groupOf[group] : -1;
    }

    long bytes() {
      return values.length * 8L + starts.length * 4L + (groupOf == null ? 0 : groupOf.length * 4L);
    }
  }

  /** The values of one group, {@code from} to {@code to}, which may be put into another order. */
  static final class Slice {
    long[] values = new long[0];
    int from;
    int to;
    private long[] own = new long[0];
  }

  private final List<Block> blocks = new ArrayList<>();
  private final List<Part> parts = new ArrayList<>();
  private long size;
  private long blockBytes;
  private int groupCount;
  private final HeapBudget budget;

  CollectedValues(BufferAllocator allocator) {
    this.budget = new HeapBudget(allocator);
  }

  @Override
  public void grow(int size) {
    groupCount = Math.max(groupCount, size);
  }

  void add(int[] ids, long[] ordered, boolean @Nullable [] nulls, int n) {
    Block block = block(n);
    int at = block.size;
    for (int i = 0; i < n; i++) {
      block.groups[at] = ids[i];
      block.values[at] = ordered[i];
      at += Vec.isNull(nulls, i) ? 0 : 1;
    }
    size += at - block.size;
    block.size = at;
  }

  /** The last block, with room for that many more. */
  private Block block(int more) {
    if (size + more > MAX_VALUES) {
      throw new TadashiException(
          ErrorCode.MEMORY_EXCEEDED, "more than 2^31 values have to be kept at one worker");
    }
    if (blocks.isEmpty() || blocks.getLast().room() < more) {
      int before = blocks.isEmpty() ? FIRST_BLOCK / 2 : blocks.getLast().values.length;
      int room = Math.max(more, Math.min(LAST_BLOCK, 2 * before));
      budget.hold(heapBytes() + room * 12L);
      blocks.add(new Block(room));
      blockBytes += room * 12L;
    }
    return blocks.getLast();
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
    int left = count;
    for (long at = address; left > 0; ) {
      Block block = block(1);
      int n = Math.min(left, block.room());
      for (int i = 0; i < n; i++) {
        block.values[block.size + i] = Memory.getLong(at + i * 8L);
      }
      Arrays.fill(block.groups, block.size, block.size + n, group);
      block.size += n;
      size += n;
      left -= n;
      at += n * 8L;
    }
  }

  /** Several threads may ask for values at the same time, when none adds. */
  synchronized void sort() {
    if (blocks.isEmpty()) {
      return;
    }
    int count = blocks.stream().mapToInt(block -> block.size).sum();
    budget.hold(heapBytes() + count * 8L + (groupCount + 1) * 4L);
    int[] starts = new int[groupCount + 1];
    for (Block block : blocks) {
      count(block, starts);
    }
    for (int group = 0; group < groupCount; group++) {
      starts[group + 1] += starts[group];
    }
    int[] next = starts.clone();
    long[] sorted = new long[count];
    for (Block block : blocks) {
      scatter(block, next, sorted);
    }
    parts.add(new Part(sorted, starts, null));
    blocks.clear();
    blockBytes = 0;
    budget.hold(heapBytes());
  }

  private static void count(Block block, int[] starts) {
    for (int i = 0; i < block.size; i++) {
      starts[block.groups[i] + 1]++;
    }
  }

  private static void scatter(Block block, int[] next, long[] sorted) {
    for (int i = 0; i < block.size; i++) {
      sorted[next[block.groups[i]]++] = block.values[i];
    }
  }

  /**
   * Takes another one's values over, which has none afterwards.
   *
   * @param taken this one's groups for the other's
   */
  void adopt(CollectedValues other, int[] taken) {
    other.sort();
    List<Part> given = List.copyOf(other.parts);
    size += other.size;
    other.parts.clear();
    other.size = 0;
    other.budget.hold(0);
    for (Part part : given) {
      int[] groupOf = new int[groupCount];
      Arrays.fill(groupOf, -1);
      for (int group = 0; group < taken.length; group++) {
        groupOf[taken[group]] = part.own(group);
      }
      parts.add(new Part(part.values, part.starts, groupOf));
    }
    budget.hold(heapBytes());
  }

  /** How many values a group has, after {@link #sort}. */
  int count(int group) {
    int count = 0;
    for (Part part : parts) {
      count += part.count(group);
    }
    return count;
  }

  /** The values of a group, after {@link #sort}. */
  void read(int group, Slice slice) {
    if (parts.size() == 1) {
      Part part = parts.getFirst();
      slice.values = part.values;
      slice.from = part.from(group);
      slice.to = slice.from + part.count(group);
      return;
    }
    int count = count(group);
    if (slice.own.length < count) {
      slice.own = new long[Growth.length(slice.own.length, count)];
    }
    int at = 0;
    for (Part part : parts) {
      System.arraycopy(part.values, part.from(group), slice.own, at, part.count(group));
      at += part.count(group);
    }
    slice.values = slice.own;
    slice.from = 0;
    slice.to = count;
  }

  @Override
  public Vec save(int[] ids, int n, Scratch scratch) {
    sort();
    long[] addresses = scratch.longs();
    int[] lengths = scratch.ints();
    for (int i = 0; i < n; i++) {
      int count = count(ids[i]);
      if (count > Integer.MAX_VALUE / 8) {
        throw new TadashiException(
            ErrorCode.MEMORY_EXCEEDED, "the values of one group are more than 2 GiB");
      }
      lengths[i] = count * 8;
      addresses[i] = scratch.memory(lengths[i]);
      long at = addresses[i];
      for (Part part : parts) {
        Memory.copy(part.values, part.from(ids[i]), at, part.count(ids[i]));
        at += part.count(ids[i]) * 8L;
      }
    }
    return new BytesVec(addresses, lengths, null);
  }

  /** Bytes held, all of which the allocator knows. */
  @Override
  public long heapBytes() {
    long bytes = blockBytes;
    for (Part part : parts) {
      bytes += part.bytes();
    }
    return bytes;
  }

  @Override
  public void close() {
    budget.close();
  }
}
