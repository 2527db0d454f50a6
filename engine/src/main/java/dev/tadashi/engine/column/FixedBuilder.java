package dev.tadashi.engine.column;

import dev.tadashi.engine.memory.GrowBuffer;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.type.DataType;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.FieldVector;

/** Builds a {@link FixedColumn}. */
final class FixedBuilder extends ColumnBuilder {
  private final BufferAllocator allocator;
  private final DataType type;
  private final Layout layout;
  private final GrowBuffer data;
  private final NullBits nulls;

  FixedBuilder(BufferAllocator allocator, DataType type) {
    this.allocator = allocator;
    this.type = type;
    this.layout = Layout.of(type);
    this.data = new GrowBuffer(allocator);
    this.nulls = new NullBits(allocator);
  }

  @Override
  DataType type() {
    return type;
  }

  @Override
  void expect(int rows) {
    data.reserve((long) rows * layout.width());
  }

  @Override
  public int rows() {
    return nulls.rows();
  }

  @Override
  public long bytes() {
    return data.size() + nulls.bytes();
  }

  @Override
  void appendVector(FieldVector vector, int from, int to) {
    int n = to - from;
    long at = data.extend((long) n * layout.width());
    ArrowReads.copy(vector, from, n, layout, at);
    ArrowReads.nulls(vector, from, to, layout == Layout.NOTHING, nulls);
  }

  @Override
  void appendCodes(BaseIntVector codes, FieldVector values) {
    throw ArrowTypes.unsupported("dictionary of " + type.text()).at("column", codes.getName());
  }

  @Override
  void appendVec(Vec vec, int n) {
    if (layout != Layout.NOTHING) {
      FixedWrites.write(layout, data.extend((long) n * layout.width()), vec, n);
    }
    nulls.append(vec.nulls(), n);
  }

  @Override
  public Column build() {
    int rows = nulls.rows();
    return new FixedColumn(allocator, type, rows, nulls.build(), data.take());
  }

  @Override
  public void close() {
    data.close();
    nulls.close();
  }
}
