package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.column.Layout;
import dev.tadashi.engine.column.NestedBytes;
import dev.tadashi.engine.column.ValueDecoder;
import dev.tadashi.engine.vector.BytesVec;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.TextVec;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.SimpleType;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Lists of the greatest or least values, or of another column's values where they are; the best
 * comes first. A saved state is the values one after the other, and beside them those that they are
 * chosen by.
 */
final class TopAggregate implements PairAccumulator {
  private final Layout valueLayout;
  private final Layout orderLayout;
  private final boolean same;
  private final Cells values;
  private final Cells order;
  private final TopSlots slots;

  private TopAggregate(DataType value, DataType by, boolean same, int most, boolean greatest) {
    this.valueLayout = Layout.of(value);
    this.orderLayout = Layout.of(by);
    this.same = same;
    this.order = Cells.of(by);
    this.values = same ? order : Cells.of(value);
    this.slots =
        same
            ? new TopSlots(most, greatest, order, order)
            : new TopSlots(most, greatest, order, order, values);
  }

  /** Of the values themselves. */
  static TopAggregate of(DataType value, int most, boolean greatest) {
    return new TopAggregate(value, value, true, most, greatest);
  }

  /** Of values where others are greatest or least. */
  static TopAggregate by(DataType value, DataType by, int most, boolean greatest) {
    return new TopAggregate(value, by, false, most, greatest);
  }

  @Override
  public List<DataType> stateTypes() {
    return same ? List.of(SimpleType.BINARY) : List.of(SimpleType.BINARY, SimpleType.BINARY);
  }

  @Override
  public void grow(int groups) {
    slots.grow(groups);
  }

  @Override
  public void add(int[] groups, @Nullable Vec argument, int n, Scratch scratch) {
    Vec value = Objects.requireNonNull(argument);
    add(groups, value, value, n, scratch);
  }

  @Override
  public void add(int[] groups, Vec value, Vec by, int n, Scratch scratch) {
    order.load(by, n, scratch);
    if (!same) {
      values.load(value, n, scratch);
    }
    slots.offer(groups, Vec.eitherNull(value.nulls(), by.nulls(), n, scratch), n, scratch);
  }

  @Override
  public void merge(int[] groups, Vec[] states, int n, Scratch scratch) {
    ValueDecoder value = new ValueDecoder(valueLayout, scratch);
    ValueDecoder by = same ? value : new ValueDecoder(orderLayout, scratch);
    int[] targets = scratch.ints();
    for (int i = 0; i < n; i++) {
      open(value, states[0], i);
      if (!same) {
        open(by, states[1], i);
      }
      while (value.hasMore()) {
        targets[value.size()] = groups[i];
        value.read();
        if (!same) {
          by.read();
        }
        if (value.size() == Scratch.CHUNK) {
          flush(targets, value, by, scratch);
        }
      }
      if (by.hasMore()) {
        throw new TadashiException(ErrorCode.PROTOCOL, "a unit has lists of different lengths");
      }
    }
    flush(targets, value, by, scratch);
  }

  private static void open(ValueDecoder decoder, Vec states, int row) {
    TextVec blobs = (TextVec) states;
    decoder.open(blobs.address(row), blobs.length(row));
  }

  private void flush(int[] targets, ValueDecoder value, ValueDecoder by, Scratch scratch) {
    if (value.size() > 0) {
      add(targets, value.chunk(), by.chunk(), value.size(), scratch);
      value.clear();
      by.clear();
    }
  }

  @Override
  public Vec[] save(int[] groups, int n, Scratch scratch) {
    Vec saved = write(values, groups, n, false, null, scratch);
    return same
        ? new Vec[] {saved}
        : new Vec[] {saved, write(order, groups, n, false, null, scratch)};
  }

  @Override
  public Vec finish(int[] groups, int n, Scratch scratch) {
    boolean[] nulls = scratch.flags();
    for (int i = 0; i < n; i++) {
      nulls[i] = slots.size(groups[i]) == 0;
      slots.sort(groups[i]);
    }
    return write(values, groups, n, true, nulls, scratch);
  }

  /** The values of groups, the last slot first, as states or as lists. */
  private Vec write(
      Cells cells,
      int[] groups,
      int n,
      boolean asLists,
      boolean @Nullable [] nulls,
      Scratch scratch) {
    long[] addresses = scratch.longs();
    int[] lengths = scratch.ints();
    for (int i = 0; i < n; i++) {
      int start = slots.start(groups[i]);
      int end = start + slots.size(groups[i]);
      int head = asLists ? NestedBytes.listHead(end - start) : 0;
      lengths[i] = Math.addExact(head, size(cells, start, end));
      addresses[i] = scratch.memory(lengths[i]);
      long at = addresses[i];
      if (asLists) {
        at = NestedBytes.putListHead(at, end - start);
      }
      for (int slot = end - 1; slot >= start; slot--) {
        cells.write(slot, at);
        at += cells.size(slot);
      }
    }
    return new BytesVec(addresses, lengths, nulls);
  }

  private static int size(Cells cells, int start, int end) {
    long size = 0;
    for (int slot = start; slot < end; slot++) {
      size += cells.size(slot);
    }
    if (size > Integer.MAX_VALUE) {
      throw new TadashiException(
          ErrorCode.MEMORY_EXCEEDED, "the values of one list are more than 2 GiB");
    }
    return (int) size;
  }

  @Override
  public long heapBytes() {
    return slots.heapBytes() + order.heapBytes() + (same ? 0 : values.heapBytes());
  }
}
