package dev.tadashi.engine.column;

import dev.tadashi.engine.memory.Memory;
import dev.tadashi.engine.vector.BytesVec;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.type.DataType;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** Byte strings one after the other, with {@code rows + 1} offsets of 64 bits. */
public final class BytesColumn implements Column {
  private final DataType type;
  private final int rows;
  private final Validity validity;
  private final ArrowBuf offsets;
  private final ArrowBuf data;
  private final LazyStats stats;

  BytesColumn(
      BufferAllocator allocator,
      DataType type,
      int rows,
      Validity validity,
      ArrowBuf offsets,
      ArrowBuf data) {
    this.type = type;
    this.rows = rows;
    this.validity = validity;
    this.offsets = offsets;
    this.data = data;
    this.stats = new LazyStats(this, allocator);
  }

  @Override
  public DataType type() {
    return type;
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public long nullCount() {
    return validity.nullCount();
  }

  @Override
  public long bytes() {
    return offsets.capacity() + data.capacity() + validity.bytes();
  }

  @Override
  public ColumnStats stats() {
    return stats.get();
  }

  @Override
  public Vec read(int start, int n, int @Nullable [] sel, Scratch scratch) {
    boolean @Nullable [] nulls = validity.read(start, n, sel, scratch);
    long[] addresses = scratch.longs();
    int[] lengths = scratch.ints();
    long base = offsets.memoryAddress() + start * 8L;
    long bytes = data.memoryAddress();
    for (int i = 0; i < n; i++) {
      long at = base + (sel == null ? i : sel[i]) * 8L;
      long from = Memory.getLong(at);
      addresses[i] = bytes + from;
      lengths[i] = (int) (Memory.getLong(at + 8) - from);
    }
    return new BytesVec(addresses, lengths, nulls);
  }

  /**
   * Where a row's bytes begin in {@link #data}; for one row more than there are, where they end.
   */
  public long offset(int row) {
    return Memory.getLong(offsets.memoryAddress() + row * 8L);
  }

  /** Where the bytes of all rows lie. */
  public long data() {
    return data.memoryAddress();
  }

  @Override
  public void close() {
    validity.close();
    offsets.close();
    data.close();
  }
}
