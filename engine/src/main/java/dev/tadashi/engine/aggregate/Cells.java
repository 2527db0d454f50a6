package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.column.Layout;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.SimpleType;

/**
 * Values of one type in numbered slots, which can be compared with each other and with those of a
 * chunk. A chunk is loaded once, then its rows are named by number.
 */
abstract sealed class Cells permits LongCells, WideCells, BytesCells {
  static Cells of(DataType type) {
    return switch (Layout.of(type)) {
      case F32, F64 -> new LongCells(true, 0);
      case I128 -> new WideCells();
      case BYTES -> new BytesCells();
      case NOTHING, BOOL, I8, U8, I16, U16, I32, U32, I64 ->
          new LongCells(false, type == SimpleType.UINT64 ? Long.MIN_VALUE : 0);
    };
  }

  /** Makes room for that many slots. */
  abstract void resize(int length);

  /** Takes a chunk; values that are null are not touched. */
  abstract void load(Vec chunk, int n, Scratch scratch);

  /** Puts a row of the loaded chunk into a slot. */
  abstract void set(int slot, int row);

  abstract void move(int from, int to);

  abstract void swap(int a, int b);

  /** How the value of a slot is to that of a row of the loaded chunk. */
  abstract int compareRow(int slot, int row);

  abstract int compare(int a, int b);

  /** The values of slots; they stay valid when the cells do not. */
  abstract Vec read(int[] slots, int n, boolean[] nulls, Scratch scratch);

  /** Bytes that {@link #write} takes for a slot's value. */
  abstract int size(int slot);

  /** Writes a slot's value as {@link dev.tadashi.engine.column.ValueDecoder} reads it. */
  abstract void write(int slot, long address);

  abstract long heapBytes();
}
