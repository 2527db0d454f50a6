package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.column.Layout;
import dev.tadashi.engine.memory.Memory;
import dev.tadashi.engine.vector.BytesVec;
import dev.tadashi.engine.vector.LongVec;
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

/**
 * Different values: one hash table of (group, value) pairs for all groups. A saved state is the
 * group's values one after the other, which the group that they are merged into takes one by one.
 */
final class CountDistinctAggregate implements Accumulator {
  private final Layout layout;
  private final GroupTable pairs;
  private long[] counts = new long[0];

  /** Pairs sorted by group, and where each group begins; of that many pairs. */
  private int[] sorted = new int[0];

  private int[] starts = new int[1];
  private int sortedPairs;

  CountDistinctAggregate(DataType argument, BufferAllocator allocator) {
    this.layout = Layout.of(argument);
    this.pairs = new GroupTable(List.of(SimpleType.INT64, argument), allocator);
  }

  @Override
  public List<DataType> stateTypes() {
    return List.of(SimpleType.BINARY);
  }

  @Override
  public void grow(int groups) {
    if (groups > counts.length) {
      counts = Arrays.copyOf(counts, Growth.length(counts.length, groups));
    }
  }

  @Override
  public void add(int[] groups, @org.jspecify.annotations.Nullable Vec argument, int n, Scratch s) {
    Vec values = Objects.requireNonNull(argument);
    boolean[] nulls = values.nulls();
    int[] rows = s.ints();
    long[] rowGroups = s.longs();
    int kept = 0;
    for (int i = 0; i < n; i++) {
      rows[kept] = i;
      rowGroups[kept] = groups[i];
      kept += nulls != null && nulls[i] ? 0 : 1;
    }
    if (kept > 0) {
      addValues(rowGroups, kept == n ? values : values.gather(rows, kept, s), kept, s);
    }
  }

  /** Adds values, none of them null, to groups. */
  void addValues(long[] groups, Vec values, int n, Scratch scratch) {
    int before = pairs.size();
    pairs.assign(new Vec[] {new LongVec(groups, null), values}, n, scratch.ints(), scratch);
    for (int pair = before; pair < pairs.size(); pair++) {
      counts[(int) pairs.word(0, pair)]++;
    }
  }

  @Override
  public void merge(int[] groups, Vec[] states, int n, Scratch scratch) {
    DistinctReader reader = new DistinctReader(this, layout, scratch);
    TextVec blobs = (TextVec) states[0];
    for (int i = 0; i < n; i++) {
      reader.add(groups[i], blobs.address(i), blobs.length(i));
    }
    reader.flush();
  }

  @Override
  public Vec[] save(int[] groups, int n, Scratch scratch) {
    sort();
    long[] addresses = scratch.longs();
    int[] lengths = scratch.ints();
    for (int i = 0; i < n; i++) {
      lengths[i] = size(groups[i]);
      addresses[i] = scratch.memory(lengths[i]);
      write(groups[i], addresses[i]);
    }
    return new Vec[] {new BytesVec(addresses, lengths, null)};
  }

  /** Several threads save at the same time, none adds then. */
  private synchronized void sort() {
    if (sortedPairs == pairs.size() && starts.length > counts.length) {
      return;
    }
    sortedPairs = pairs.size();
    starts = new int[counts.length + 1];
    for (int group = 0; group < counts.length; group++) {
      starts[group + 1] = starts[group] + (int) counts[group];
    }
    sorted = new int[sortedPairs];
    int[] next = starts.clone();
    for (int pair = 0; pair < sortedPairs; pair++) {
      sorted[next[(int) pairs.word(0, pair)]++] = pair;
    }
  }

  private int size(int group) {
    long size = 0;
    for (int i = starts[group]; i < starts[group + 1]; i++) {
      size += pairs.encodedSize(1, sorted[i]);
    }
    if (size > Integer.MAX_VALUE) {
      throw new TadashiException(
          ErrorCode.MEMORY_EXCEEDED, "the different values of one group are more than 2 GiB");
    }
    return (int) size;
  }

  private void write(int group, long address) {
    long at = address;
    for (int i = starts[group]; i < starts[group + 1]; i++) {
      pairs.write(1, sorted[i], at);
      at += pairs.encodedSize(1, sorted[i]);
    }
  }

  @Override
  public Vec finish(int[] groups, int n, Scratch scratch) {
    long[] out = scratch.longs();
    for (int i = 0; i < n; i++) {
      out[i] = counts[groups[i]];
    }
    return new LongVec(out, null);
  }

  @Override
  public long heapBytes() {
    return pairs.heapBytes() + counts.length * 8L + sorted.length * 4L + starts.length * 4L;
  }

  @Override
  public void close() {
    pairs.close();
  }

  static TadashiException corrupt() {
    return new TadashiException(
        ErrorCode.PROTOCOL, "a unit's state of count_distinct is cut short");
  }

  static int readLength(long address, long end) {
    if (end - address < 4) {
      throw corrupt();
    }
    int length = Memory.getInt(address);
    if (length < 0 || length > end - address - 4) {
      throw corrupt();
    }
    return length;
  }
}
