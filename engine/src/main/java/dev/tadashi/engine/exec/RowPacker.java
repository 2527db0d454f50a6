package dev.tadashi.engine.exec;

import dev.tadashi.engine.expr.Rows;
import dev.tadashi.engine.memory.Memory;
import dev.tadashi.engine.vector.BytesVec;
import dev.tadashi.engine.vector.DoubleVec;
import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.TextVec;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.engine.vector.WideVec;
import dev.tadashi.model.plan.RowStep;
import dev.tadashi.model.plan.SortKey;
import dev.tadashi.model.type.Schema;

/**
 * Rows as bytes: for each column one that tells whether it is null, and unless it is, 8 bytes, 16
 * for a wide decimal, or a length of 32 bits and a text. {@link RowUnpacker} reads them.
 */
final class RowPacker {
  private final OrderBytes[] order;
  private final int[] orderColumns;

  RowPacker(RowStep.Pack plan, Schema input) {
    this.order = new OrderBytes[plan.order().size()];
    this.orderColumns = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      SortKey key = plan.order().get(i);
      orderColumns[i] = key.column();
      order[i] = new OrderBytes(key, input.field(key.column()).type());
    }
  }

  /** The rows, and after their columns the bytes of the whole and of the order. */
  Rows pack(Rows rows) {
    Scratch scratch = rows.scratch();
    int n = rows.size();
    Vec[] columns = new Vec[rows.columns() + 2];
    for (int i = 0; i < rows.columns(); i++) {
      columns[i] = rows.column(i);
    }
    columns[rows.columns()] = rows(columns, rows.columns(), n, scratch);
    columns[rows.columns() + 1] = orders(columns, n, scratch);
    return Rows.of(columns, n, scratch);
  }

  private static Vec rows(Vec[] columns, int count, int n, Scratch scratch) {
    long[] addresses = scratch.longs();
    int[] lengths = scratch.ints();
    for (int row = 0; row < n; row++) {
      long size = 0;
      for (int i = 0; i < count; i++) {
        size += size(columns[i], row);
      }
      lengths[row] = Math.toIntExact(size);
      addresses[row] = scratch.memory(size);
      long at = addresses[row];
      for (int i = 0; i < count; i++) {
        at = write(columns[i], row, at);
      }
    }
    return new BytesVec(addresses, lengths, null);
  }

  private static int size(Vec vec, int row) {
    if (Vec.isNull(vec.nulls(), row)) {
      return 1;
    }
    return switch (vec) {
      case LongVec longs -> 9;
      case DoubleVec doubles -> 9;
      case WideVec wides -> 17;
      case TextVec texts -> 5 + texts.length(row);
    };
  }

  private static long write(Vec vec, int row, long at) {
    boolean isNull = Vec.isNull(vec.nulls(), row);
    Memory.putByte(at, (byte) (isNull ? 0 : 1));
    if (isNull) {
      return at + 1;
    }
    switch (vec) {
      case LongVec longs -> Memory.putLong(at + 1, longs.values()[row]);
      case DoubleVec doubles -> Memory.putDouble(at + 1, doubles.values()[row]);
      case WideVec wides -> {
        Memory.putLong(at + 1, wides.low()[row]);
        Memory.putLong(at + 9, wides.high()[row]);
      }
      case TextVec texts -> {
        Memory.putInt(at + 1, texts.length(row));
        Memory.copy(texts.address(row), at + 5, texts.length(row));
      }
    }
    return at + size(vec, row);
  }

  private Vec orders(Vec[] columns, int n, Scratch scratch) {
    long[] addresses = scratch.longs();
    int[] lengths = scratch.ints();
    for (int row = 0; row < n; row++) {
      long most = 0;
      for (int column : orderColumns) {
        most += OrderBytes.most(columns[column], row);
      }
      addresses[row] = scratch.memory(most);
      long at = addresses[row];
      for (int i = 0; i < order.length; i++) {
        at = order[i].write(columns[orderColumns[i]], row, at);
      }
      lengths[row] = (int) (at - addresses[row]);
    }
    return new BytesVec(addresses, lengths, null);
  }
}
