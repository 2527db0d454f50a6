package dev.tadashi.engine.column;

import dev.tadashi.engine.memory.Memory;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.ListType;
import dev.tadashi.model.type.MapType;
import dev.tadashi.model.type.StructType;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.jspecify.annotations.Nullable;

/** Nested vectors, whose offsets were checked, as values of a nested column. */
public final class NestedReads {
  private final BufferAllocator allocator;
  private final Children children;
  private final NestedBuilder out;

  /** How the vectors within a nested one become columns. */
  public interface Children {
    /** The rows {@code from} to {@code to} (exclusive) as a column of that type. */
    Column read(FieldVector vector, DataType type, int from, int to);
  }

  NestedReads(BufferAllocator allocator, Children children, NestedBuilder out) {
    this.allocator = allocator;
    this.children = children;
    this.out = out;
  }

  void append(FieldVector vector, int from, int to) {
    if (from == to) {
      return;
    }
    switch (out.type()) {
      case ListType list -> lists(vector, list.element(), from, to);
      case MapType map -> lists(vector, map.entry(), from, to);
      case StructType struct -> structs(vector, struct, from, to);
      default -> throw new IllegalArgumentException(out.type().text());
    }
  }

  private void lists(FieldVector vector, DataType element, int from, int to) {
    Lists lists = Lists.of(vector);
    long first = lists.start(from);
    int end = Math.toIntExact(lists.start(to));
    try (Column elements = children.read(lists.elements(), element, (int) first, end);
        Reader values = new Reader(elements, allocator)) {
      for (int row = from; row < to; row++) {
        if (vector.isNull(row)) {
          out.addNull();
        } else {
          list(values, lists.start(row) - first, lists.start(row + 1) - first);
        }
      }
    }
  }

  private void list(Reader elements, long from, long to) {
    int count = (int) (to - from);
    long bytes = NestedBytes.listHead(count);
    for (int i = 0; i < count; i++) {
      bytes += elements.size((int) from + i);
    }
    long head = out.add(bytes);
    long at = NestedBytes.putListHead(head, count);
    for (int i = 0; i < count; i++) {
      if (elements.isNull((int) from + i)) {
        Memory.setBit(head + Integer.BYTES, i);
      } else {
        at = elements.put((int) from + i, at);
      }
    }
  }

  private void structs(FieldVector vector, StructType type, int from, int to) {
    List<Reader> parts = new ArrayList<>();
    try {
      if (!(vector instanceof StructVector)
          || vector.getChildrenFromFields().size() != type.parts().size()) {
        throw ArrowTypes.unsupported(vector.getField().toString());
      }
      List<FieldVector> vectors = vector.getChildrenFromFields();
      for (int i = 0; i < vectors.size(); i++) {
        DataType part = type.parts().get(i).type();
        parts.add(new Reader(children.read(vectors.get(i), part, from, to), allocator));
      }
      for (int row = from; row < to; row++) {
        if (vector.isNull(row)) {
          out.addNull();
        } else {
          struct(parts, row - from);
        }
      }
    } finally {
      parts.forEach(part -> {
        part.close();
        part.column.close();
      });
    }
  }

  private void struct(List<Reader> parts, int row) {
    int head = NestedBytes.bits(parts.size());
    long bytes = head;
    for (Reader part : parts) {
      bytes += part.size(row);
    }
    long bits = out.add(bytes);
    Memory.fill(bits, head, (byte) 0);
    long at = bits + head;
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i).isNull(row)) {
        Memory.setBit(bits, i);
      } else {
        at = parts.get(i).put(row, at);
      }
    }
  }

  /** The elements of lists, one vector for all, and where those of each begin. */
  private record Lists(FieldVector vector, FieldVector elements) {
    static Lists of(FieldVector vector) {
      return switch (vector) {
        case ListVector lists -> new Lists(lists, lists.getDataVector());
        case LargeListVector lists -> new Lists(lists, lists.getDataVector());
        case FixedSizeListVector lists -> new Lists(lists, lists.getDataVector());
        default -> throw ArrowTypes.unsupported(vector.getField().toString());
      };
    }

    long start(int row) {
      return switch (vector) {
        case FixedSizeListVector lists -> (long) row * lists.getListSize();
        case LargeListVector lists ->
            Memory.getLong(lists.getOffsetBuffer().memoryAddress() + row * 8L);
        default -> Memory.getInt(vector.getOffsetBuffer().memoryAddress() + row * 4L);
      };
    }
  }

  /** Reads a column at rows that mostly follow one another. */
  private static final class Reader implements AutoCloseable {
    private final Column column;
    private final Scratch scratch;
    private @Nullable Vec chunk;
    private int start;
    private int end;

    Reader(Column column, BufferAllocator allocator) {
      this.column = column;
      this.scratch = new Scratch(allocator);
    }

    private Vec at(int row) {
      Vec there = chunk;
      if (there == null || row < start || row >= end) {
        scratch.reset();
        start = row;
        end = Math.min(column.rows(), row + Scratch.CHUNK);
        there = column.read(start, end - start, null, scratch);
        chunk = there;
      }
      return there;
    }

    boolean isNull(int row) {
      return Vec.isNull(at(row).nulls(), row - start);
    }

    /** Bytes of a value; none for a null. */
    long size(int row) {
      return isNull(row) ? 0 : NestedBytes.size(at(row), row - start);
    }

    long put(int row, long to) {
      return NestedBytes.put(at(row), row - start, to);
    }

    @Override
    public void close() {
      scratch.close();
    }
  }
}
