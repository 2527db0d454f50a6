package dev.tadashi.formats.text;

import dev.tadashi.engine.column.Layout;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.type.DecimalType;
import dev.tadashi.model.type.Field;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** The values of one column, read from text, for the rows of one batch. */
abstract sealed class ColumnChunk implements AutoCloseable
    permits LongChunk, DoubleChunk, DecimalChunk, TextChunk {
  private final Field field;
  private final boolean[] nulls;
  private int rows;
  private boolean anyNull;

  ColumnChunk(Field field, int capacity) {
    this.field = field;
    this.nulls = new boolean[capacity];
  }

  static ColumnChunk of(BufferAllocator allocator, Field field, int capacity) {
    if (field.type() instanceof DecimalType decimal) {
      return new DecimalChunk(field, decimal, capacity);
    }
    return switch (Layout.of(field.type())) {
      case NOTHING, BOOL, I8, U8, I16, U16, I32, U32, I64 -> new LongChunk(field, capacity);
      case F32, F64 -> new DoubleChunk(field, capacity);
      case BYTES -> new TextChunk(allocator, field, capacity);
      case I128 ->
          throw new TadashiException(
                  ErrorCode.UNSUPPORTED, "text is not read as " + field.type().text())
              .at("column", field.name());
    };
  }

  final Field field() {
    return field;
  }

  final int rows() {
    return rows;
  }

  final void addNull() {
    putNull(rows);
    nulls[rows++] = true;
    anyNull = true;
  }

  /** Adds a value; false when the text is none of the column's type. */
  final boolean add(byte[] text, int from, int to) {
    if (!put(rows, text, from, to)) {
      return false;
    }
    nulls[rows++] = false;
    return true;
  }

  /**
   * As {@link #add} for values of which a type other than text takes spaces around it, and empty
   * texts and null words as null.
   */
  final boolean addLoose(byte[] text, int from, int to) {
    if (this instanceof TextChunk) {
      return add(text, from, to);
    }
    int start = TextTrim.start(text, from, to);
    int end = TextTrim.end(text, start, to);
    if (start == end || TextTrim.isNullWord(text, start, end)) {
      addNull();
      return true;
    }
    return add(text, start, end);
  }

  abstract boolean put(int row, byte[] text, int from, int to);

  abstract void putNull(int row);

  /** The values so far; valid until the next reset. */
  final Vec vec() {
    return vec(anyNull ? nulls : null);
  }

  abstract Vec vec(boolean @Nullable [] nulls);

  void reset() {
    rows = 0;
    anyNull = false;
  }

  @Override
  public void close() {
    // Only texts hold memory.
  }
}
