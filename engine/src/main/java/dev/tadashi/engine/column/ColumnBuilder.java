package dev.tadashi.engine.column;

import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.type.DataType;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

/**
 * Puts a column together from Arrow vectors or chunks. For one thread; close it in any case: after
 * {@link #build} that frees nothing of the column.
 */
public abstract sealed class ColumnBuilder implements AutoCloseable
    permits FixedBuilder, TextBuilder, NestedBuilder {
  static final int MAX_ROWS = Integer.MAX_VALUE - 8;

  private static final int MOST_EXPECTED = 4 << 20;

  /**
   * A builder of columns of that type.
   *
   * @param dictionary what texts are put into while that is worth it; the column may still be built
   *     without it. Null for plain bytes. Not used for other types.
   */
  public static ColumnBuilder create(
      BufferAllocator allocator, DataType type, @Nullable Dictionary dictionary) {
    if (type.isNested()) {
      return new NestedBuilder(allocator, type);
    }
    return Layout.of(type) == Layout.BYTES
        ? new TextBuilder(allocator, type, dictionary)
        : new FixedBuilder(allocator, type);
  }

  /**
   * Makes room for a column of so many rows, as far as that is not much before any has come: who
   * tells the number may be wrong.
   */
  public final void expectRows(long rows) {
    expect((int) Math.min(rows, MOST_EXPECTED));
  }

  /** Adds all rows of a vector whose type {@link ArrowTypes} maps to the column's. */
  public final void append(FieldVector vector) {
    append(vector, 0, vector.getValueCount());
  }

  /** Adds the rows {@code from} to {@code to} (exclusive) of a vector. */
  public final void append(FieldVector vector, int from, int to) {
    DataType found = ArrowTypes.toType(vector.getField());
    if (!found.equals(type())) {
      throw new TadashiException(
              ErrorCode.TYPE_MISMATCH,
              "a vector of type " + found.text() + " for a column of type " + type().text())
          .at("column", vector.getName());
    }
    checkRows(to - from);
    appendVector(vector, from, to);
  }

  /**
   * Adds all rows of a nested vector.
   *
   * @param children makes columns of what is in it
   */
  public final void append(FieldVector vector, NestedReads.Children children) {
    checkRows(vector.getValueCount());
    if (!(this instanceof NestedBuilder nested)) {
      throw ArrowTypes.unsupported(vector.getField().toString()).at("column", vector.getName());
    }
    nested.appendNested(vector, 0, vector.getValueCount(), children);
  }

  /**
   * Adds all rows of a vector of an Arrow dictionary.
   *
   * @param codes positions in the entries
   * @param entries texts or byte strings
   */
  public final void appendCoded(FieldVector codes, FieldVector entries) {
    if (!(this instanceof TextBuilder texts) || !(codes instanceof BaseIntVector positions)) {
      throw ArrowTypes.unsupported("dictionary").at("column", codes.getName());
    }
    checkRows(codes.getValueCount());
    texts.appendEntries(positions, entries);
  }

  /**
   * Adds all rows of a dictionary-encoded vector: integer codes, and the texts they stand for. Only
   * texts that are used go into the column's dictionary.
   */
  public final void append(FieldVector codes, FieldVector values) {
    DataType found = ArrowTypes.toType(values.getField());
    if (!found.equals(type()) || !(codes instanceof BaseIntVector numbers)) {
      throw new TadashiException(
              ErrorCode.TYPE_MISMATCH,
              "a dictionary of type " + found.text() + " for a column of type " + type().text())
          .at("column", codes.getName());
    }
    checkRows(codes.getValueCount());
    appendCodes(numbers, values);
  }

  /** Adds the first {@code n} rows of a chunk. */
  public final void append(Vec vec, int n) {
    checkRows(n);
    appendVec(vec, n);
  }

  private void checkRows(int more) {
    if (rows() > MAX_ROWS - more) {
      throw new TadashiException(
          ErrorCode.MEMORY_EXCEEDED, "a column holds at most " + MAX_ROWS + " rows");
    }
  }

  abstract DataType type();

  abstract void expect(int rows);

  abstract void appendVector(FieldVector vector, int from, int to);

  abstract void appendCodes(BaseIntVector codes, FieldVector values);

  abstract void appendVec(Vec vec, int n);

  /** Rows so far. */
  public abstract int rows();

  /** Off-heap bytes so far. */
  public abstract long bytes();

  /** The column, which the caller owns; the builder cannot be used afterwards. */
  public abstract Column build();

  @Override
  public abstract void close();
}
