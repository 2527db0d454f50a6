package dev.tadashi.engine.column;

import dev.tadashi.engine.vector.TextVec;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.type.DataType;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.FieldVector;

/** Builds a column of nested values, as {@link NestedBytes} lays them out. */
final class NestedBuilder extends ColumnBuilder {
  private final BufferAllocator allocator;
  private final DataType type;
  private final NullBits nulls;
  private final PlainTexts values;

  NestedBuilder(BufferAllocator allocator, DataType type) {
    this.allocator = allocator;
    this.type = type;
    this.nulls = new NullBits(allocator);
    this.values = new PlainTexts(allocator);
  }

  @Override
  DataType type() {
    return type;
  }

  @Override
  void expect(int rows) {
    values.expect(rows);
  }

  @Override
  public int rows() {
    return nulls.rows();
  }

  @Override
  public long bytes() {
    return nulls.bytes() + values.bytes();
  }

  @Override
  void appendVector(FieldVector vector, int from, int to) {
    appendNested(vector, from, to, this::same);
  }

  private Column same(FieldVector vector, DataType wanted, int from, int to) {
    try (ColumnBuilder builder = create(allocator, wanted, null)) {
      builder.append(vector, from, to);
      return builder.build();
    }
  }

  void appendNested(FieldVector vector, int from, int to, NestedReads.Children children) {
    new NestedReads(allocator, children, this).append(vector, from, to);
  }

  /** Adds a value of so many bytes; the result is where they go. */
  long add(long bytes) {
    if (bytes > Integer.MAX_VALUE) {
      throw new TadashiException(
          ErrorCode.MEMORY_EXCEEDED, "a nested value of " + bytes + " bytes is longer than 2 GiB");
    }
    nulls.appendValid(1);
    return values.append((int) bytes);
  }

  void addNull() {
    nulls.appendNull();
    values.appendEmpty();
  }

  @Override
  void appendCodes(BaseIntVector codes, FieldVector entries) {
    throw ArrowTypes.unsupported("dictionary of " + type.text()).at("column", codes.getName());
  }

  @Override
  void appendVec(Vec vec, int n) {
    for (int i = 0; i < n; i++) {
      if (Vec.isNull(vec.nulls(), i) || !(vec instanceof TextVec bytes)) {
        addNull();
      } else {
        nulls.appendValid(1);
        values.append(bytes.address(i), bytes.length(i));
      }
    }
  }

  @Override
  public Column build() {
    int rows = rows();
    return new BytesColumn(
        allocator, type, rows, nulls.build(), values.takeOffsets(), values.takeData());
  }

  @Override
  public void close() {
    nulls.close();
    values.close();
  }
}
