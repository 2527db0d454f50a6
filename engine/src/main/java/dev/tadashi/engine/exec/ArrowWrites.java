package dev.tadashi.engine.exec;

import dev.tadashi.engine.column.BytesColumn;
import dev.tadashi.engine.column.Column;
import dev.tadashi.engine.column.FixedColumn;
import dev.tadashi.engine.column.FixedWrites;
import dev.tadashi.engine.column.Layout;
import dev.tadashi.engine.memory.Buffers;
import dev.tadashi.engine.memory.Int128;
import dev.tadashi.engine.memory.Memory;
import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.TextVec;
import dev.tadashi.engine.vector.Vec;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.TimeMilliVector;
import org.apache.arrow.vector.TimeSecVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;

/** Fills Arrow vectors of results from columns. */
final class ArrowWrites {
  private ArrowWrites() {}

  /** Fills a vector with the rows {@code from} to {@code to} of a column. */
  static void fill(FieldVector vector, Column column, int from, int to, Scratch scratch) {
    try {
      switch (vector) {
        case NullVector none -> {}
        case ListVector lists -> NestedWrites.fill(lists, column, from, to, scratch);
        case StructVector structs -> NestedWrites.fill(structs, column, from, to, scratch);
        case BaseVariableWidthVector texts
            when column instanceof BytesColumn bytes && bytes.nullCount() == 0 ->
            texts(texts, bytes, from, to);
        case BaseVariableWidthVector texts -> texts(texts, column, from, to, scratch);
        case BaseFixedWidthVector fixed
            when column instanceof FixedColumn values && isSame(fixed, values) ->
            share(fixed, values, from, to);
        case BaseFixedWidthVector fixed -> {
          fixed.allocateNew(to - from);
          for (int at = from; at < to; at += Scratch.CHUNK) {
            int n = Math.min(Scratch.CHUNK, to - at);
            chunk(fixed, at - from, column.read(at, n, null, scratch), n, column);
            scratch.reset();
          }
        }
        default -> throw new IllegalArgumentException(vector.getField().toString());
      }
    } catch (OutOfMemoryException e) {
      throw Buffers.exceeded(vector.getAllocator(), (long) (to - from) * 8);
    }
    vector.setValueCount(to - from);
  }

  /** Whether values lie in the vector as they do in the column, and none is null. */
  private static boolean isSame(BaseFixedWidthVector vector, FixedColumn column) {
    return column.nullCount() == 0
        && switch (vector) {
          case BitVector bits -> false;
          case DecimalVector decimals -> Layout.of(column.type()) == Layout.I128;
          case TimeSecVector times -> false;
          case TimeMilliVector times -> false;
          default -> true;
        };
  }

  /** Makes the column's memory the vector's as well; copies it where they count it apart. */
  private static void share(BaseFixedWidthVector vector, FixedColumn column, int from, int to) {
    int n = to - from;
    ArrowBuf data = column.slice(from, to);
    BufferAllocator allocator = vector.getAllocator();
    if (n > 0 && data.getReferenceManager().getAllocator().getRoot() == allocator.getRoot()) {
      vector.loadFieldBuffers(new ArrowFieldNode(n, 0), List.of(allocator.getEmpty(), data));
      return;
    }
    vector.allocateNew(n);
    Memory.copy(data.memoryAddress(), vector.getDataBufferAddress(), data.capacity());
    Memory.setBits(vector.getValidityBufferAddress(), n);
  }

  private static void texts(BaseVariableWidthVector vector, BytesColumn column, int from, int to) {
    int n = to - from;
    long first = column.offset(from);
    int bytes = Math.toIntExact(column.offset(to) - first);
    vector.allocateNew(bytes, n);
    long offsets = vector.getOffsetBufferAddress();
    for (int i = 0; i <= n; i++) {
      Memory.putInt(offsets + i * 4L, (int) (column.offset(from + i) - first));
    }
    Memory.copy(column.data() + first, vector.getDataBufferAddress(), bytes);
    Memory.setBits(vector.getValidityBufferAddress(), n);
    if (n > 0) {
      vector.setLastSet(n - 1);
    }
  }

  private static void chunk(BaseFixedWidthVector vector, int at, Vec vec, int n, Column column) {
    validity(vector, at, vec, n);
    long data = vector.getDataBufferAddress();
    Layout layout = Layout.of(column.type());
    switch (vector) {
      case BitVector bits -> bits(data, at, (LongVec) vec, n);
      case DecimalVector decimals when layout == Layout.I64 -> widen(data, at, (LongVec) vec, n);
      case TimeSecVector times -> FixedWrites.write(Layout.I32, data + at * 4L, vec, n);
      case TimeMilliVector times -> FixedWrites.write(Layout.I32, data + at * 4L, vec, n);
      default -> FixedWrites.write(layout, data + (long) at * layout.width(), vec, n);
    }
  }

  private static void validity(FieldVector vector, int at, Vec vec, int n) {
    long bitmap = vector.getValidityBufferAddress();
    if (vec.nulls() == null && at % 8 == 0) {
      Memory.setBits(bitmap + at / 8, n);
      return;
    }
    for (int i = 0; i < n; i++) {
      if (Vec.isNull(vec.nulls(), i)) {
        Memory.clearBit(bitmap, at + i);
      } else {
        Memory.setBit(bitmap, at + i);
      }
    }
  }

  private static void bits(long data, int at, LongVec vec, int n) {
    for (int i = 0; i < n; i++) {
      if (vec.values()[i] != 0) {
        Memory.setBit(data, at + i);
      } else {
        Memory.clearBit(data, at + i);
      }
    }
  }

  private static void widen(long data, int at, LongVec vec, int n) {
    for (int i = 0; i < n; i++) {
      long value = vec.values()[i];
      Memory.putLong(data + (at + i) * 16L, value);
      Memory.putLong(data + (at + i) * 16L + 8, Int128.high(value));
    }
  }

  private static void texts(
      BaseVariableWidthVector vector, Column column, int from, int to, Scratch scratch) {
    vector.allocateNew(bytes(column, from, to, scratch), to - from);
    int end = 0;
    Memory.putInt(vector.getOffsetBufferAddress(), 0);
    for (int at = from; at < to; at += Scratch.CHUNK) {
      int n = Math.min(Scratch.CHUNK, to - at);
      Vec vec = column.read(at, n, null, scratch);
      validity(vector, at - from, vec, n);
      for (int i = 0; i < n; i++) {
        end = text(vector, vec, i, end);
        Memory.putInt(vector.getOffsetBufferAddress() + (at - from + i + 1) * 4L, end);
      }
      scratch.reset();
    }
    if (to > from) {
      vector.setLastSet(to - from - 1);
    }
  }

  private static int text(BaseVariableWidthVector vector, Vec vec, int row, int end) {
    if (Vec.isNull(vec.nulls(), row) || !(vec instanceof TextVec texts)) {
      return end;
    }
    Memory.copy(texts.address(row), vector.getDataBufferAddress() + end, texts.length(row));
    return Math.addExact(end, texts.length(row));
  }

  private static long bytes(Column column, int from, int to, Scratch scratch) {
    long bytes = 0;
    for (int at = from; at < to; at += Scratch.CHUNK) {
      int n = Math.min(Scratch.CHUNK, to - at);
      if (column.read(at, n, null, scratch) instanceof TextVec texts) {
        for (int i = 0; i < n; i++) {
          bytes += Vec.isNull(texts.nulls(), i) ? 0 : texts.length(i);
        }
      }
      scratch.reset();
    }
    return bytes;
  }
}
