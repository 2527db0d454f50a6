package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.column.Layout;
import dev.tadashi.engine.column.ValueDecoder;
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
import org.apache.arrow.memory.BufferAllocator;

/**
 * Different values of groups: one hash table of (group, value) pairs for all groups. A saved state
 * is the group's values one after the other, as {@link ValueDecoder} reads them.
 */
final class DistinctValues implements GroupValues {
  /** Takes pairs of a chunk that were found or made, one for each value that is not null. */
  interface Sink {
    Sink NONE = (pairs, rows, n) -> {};

    /** {@code rows} are those of the chunk that was added, or merged. */
    void accept(int[] pairs, int[] rows, int n);
  }

  private final Layout layout;
  private final GroupTable pairs;
  private long[] counts = new long[0];

  /** Pairs sorted by group, and where each group begins; of that many pairs. */
  private int[] sorted = new int[0];

  private int[] starts = new int[1];
  private int sortedPairs;

  DistinctValues(DataType type, BufferAllocator allocator) {
    this.layout = Layout.of(type);
    this.pairs = new GroupTable(List.of(SimpleType.INT64, type), allocator);
  }

  @Override
  public void grow(int groups) {
    if (groups > counts.length) {
      counts = Arrays.copyOf(counts, Growth.length(counts.length, groups));
    }
  }

  /** Different values of a group. */
  long count(int group) {
    return counts[group];
  }

  /** Pairs of all groups. */
  int pairs() {
    return pairs.size();
  }

  /** Adds the values that are not null to their groups. */
  void add(int[] groups, Vec values, int n, Sink sink, Scratch scratch) {
    boolean[] nulls = values.nulls();
    int[] rows = scratch.ints();
    long[] rowGroups = scratch.longs();
    int kept = 0;
    for (int i = 0; i < n; i++) {
      rows[kept] = i;
      rowGroups[kept] = groups[i];
      kept += nulls != null && nulls[i] ? 0 : 1;
    }
    if (kept > 0) {
      Vec given = kept == n ? values : values.gather(rows, kept, scratch);
      sink.accept(put(rowGroups, given, kept, scratch), rows, kept);
    }
  }

  private int[] put(long[] groups, Vec values, int n, Scratch scratch) {
    int before = pairs.size();
    int[] ids = scratch.ints();
    pairs.assign(new Vec[] {new LongVec(groups, null), values}, n, ids, scratch);
    for (int pair = before; pair < pairs.size(); pair++) {
      counts[(int) pairs.word(0, pair)]++;
    }
    return ids;
  }

  /** Adds saved values; the sink's rows number the values of all states one after the other. */
  void merge(int[] groups, Vec states, int n, Sink sink, Scratch scratch) {
    ValueDecoder decoder = new ValueDecoder(layout, scratch);
    TextVec blobs = (TextVec) states;
    long[] rowGroups = scratch.longs();
    int done = 0;
    for (int i = 0; i < n; i++) {
      decoder.open(blobs.address(i), blobs.length(i));
      while (decoder.hasMore()) {
        rowGroups[decoder.size()] = groups[i];
        decoder.read();
        if (decoder.size() == Scratch.CHUNK) {
          done += flush(rowGroups, decoder, done, sink, scratch);
        }
      }
    }
    flush(rowGroups, decoder, done, sink, scratch);
  }

  private int flush(long[] groups, ValueDecoder decoder, int before, Sink sink, Scratch scratch) {
    int n = decoder.size();
    if (n > 0) {
      int[] ids = put(groups, decoder.chunk(), n, scratch);
      int[] rows = scratch.ints();
      for (int i = 0; i < n; i++) {
        rows[i] = before + i;
      }
      sink.accept(ids, rows, n);
      decoder.clear();
    }
    return n;
  }

  /** Several threads save at the same time, none adds then. */
  synchronized void sort() {
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

  /** The pairs of a group are {@link #pair} of these, after {@link #sort}. */
  int from(int group) {
    return starts[group];
  }

  int to(int group) {
    return starts[group + 1];
  }

  int pair(int index) {
    return sorted[index];
  }

  /** The values of pairs. */
  Vec values(int[] ids, int n, Scratch scratch) {
    return pairs.keys(ids, n, scratch)[1];
  }

  @Override
  public Vec save(int[] groups, int n, Scratch scratch) {
    sort();
    long[] addresses = scratch.longs();
    int[] lengths = scratch.ints();
    for (int i = 0; i < n; i++) {
      lengths[i] = size(groups[i]);
      addresses[i] = scratch.memory(lengths[i]);
      write(groups[i], addresses[i]);
    }
    return new BytesVec(addresses, lengths, null);
  }

  private int size(int group) {
    long size = 0;
    for (int i = from(group); i < to(group); i++) {
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
    for (int i = from(group); i < to(group); i++) {
      pairs.write(1, sorted[i], at);
      at += pairs.encodedSize(1, sorted[i]);
    }
  }

  @Override
  public long heapBytes() {
    return pairs.heapBytes() + counts.length * 8L + sorted.length * 4L + starts.length * 4L;
  }

  @Override
  public void close() {
    pairs.close();
  }
}
