package dev.tadashi.engine.column;

import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.type.DataType;
import java.util.Arrays;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** A column whose values all have one width (or none, when its type is null). */
public final class FixedColumn implements Column {
  private final DataType type;
  private final Layout layout;
  private final int rows;
  private final Validity validity;
  private final ArrowBuf data;
  private final LazyStats stats;

  FixedColumn(
      BufferAllocator allocator, DataType type, int rows, Validity validity, ArrowBuf data) {
    this.type = type;
    this.layout = Layout.of(type);
    this.rows = rows;
    this.validity = validity;
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
    return layout == Layout.NOTHING ? rows : validity.nullCount();
  }

  @Override
  public long bytes() {
    return data.capacity() + validity.bytes();
  }

  @Override
  public ColumnStats stats() {
    return stats.get();
  }

  @Override
  public Vec read(int start, int n, int @Nullable [] sel, Scratch scratch) {
    if (layout == Layout.NOTHING) {
      return allNull(n, scratch);
    }
    boolean @Nullable [] nulls = validity.read(start, n, sel, scratch);
    return FixedReads.values(layout, data.memoryAddress(), start, n, sel, nulls, scratch);
  }

  /**
   * The memory of the rows {@code from} to {@code to}, in the type's {@link Layout}; it stays the
   * column's, so retain it to keep it.
   */
  public ArrowBuf slice(int from, int to) {
    return data.slice((long) from * layout.width(), (long) (to - from) * layout.width());
  }

  static Vec allNull(int n, Scratch scratch) {
    boolean[] nulls = scratch.flags();
    Arrays.fill(nulls, 0, n, true);
    return new LongVec(scratch.longs(), nulls);
  }

  @Override
  public void close() {
    validity.close();
    data.close();
  }
}
