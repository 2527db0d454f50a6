package dev.tadashi.engine.column;

import dev.tadashi.engine.memory.Memory;
import java.io.IOException;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.BaseLargeVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthViewVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;

/** Checks that everything a vector's rows point to lies in its buffers. */
public final class VectorCheck {
  private VectorCheck() {}

  /** A vector within a nested one, and how many rows of it there are to check. */
  public record Inner(FieldVector vector, int rows) {}

  /** What is within a vector whose rows were checked; nothing unless it is nested. */
  public static List<Inner> inner(FieldVector vector, int rows) {
    return switch (vector) {
      case StructVector structs ->
          structs.getChildrenFromFields().stream().map(part -> new Inner(part, rows)).toList();
      case FixedSizeListVector lists ->
          List.of(new Inner(lists.getDataVector(), rows * lists.getListSize()));
      case ListVector lists -> all(lists.getDataVector());
      case LargeListVector lists -> all(lists.getDataVector());
      default -> List.of();
    };
  }

  private static List<Inner> all(FieldVector elements) {
    return List.of(new Inner(elements, elements.getValueCount()));
  }

  /** Whether the rows lie in the buffers; what is {@link #inner} a vector is checked itself. */
  public static void check(FieldVector vector, int rows) throws IOException {
    if (!(vector instanceof NullVector)) {
      require(vector.getValidityBuffer().capacity() >= (rows + 7L) / 8);
    }
    switch (vector) {
      case NullVector nothing -> {}
      case BaseFixedWidthVector fixed -> {
        long bits = fixed.getTypeWidth() == 0 ? 1 : fixed.getTypeWidth() * 8L;
        require(fixed.getDataBuffer().capacity() >= (rows * bits + 7) / 8);
      }
      case BaseVariableWidthVector texts ->
          offsets(texts.getOffsetBuffer(), texts.getDataBuffer(), rows, Integer.BYTES);
      case BaseLargeVariableWidthVector texts ->
          offsets(texts.getOffsetBuffer(), texts.getDataBuffer(), rows, Long.BYTES);
      case BaseVariableWidthViewVector views -> views(views, rows);
      case MapVector maps -> {
        elements(maps, maps.getDataVector(), rows, Integer.BYTES);
        keys((StructVector) maps.getDataVector());
      }
      case ListVector lists -> elements(lists, lists.getDataVector(), rows, Integer.BYTES);
      case LargeListVector lists -> elements(lists, lists.getDataVector(), rows, Long.BYTES);
      case FixedSizeListVector lists ->
          require((long) rows * lists.getListSize() <= lists.getDataVector().getValueCount());
      case StructVector structs -> {
        for (FieldVector part : structs.getChildrenFromFields()) {
          require(part.getValueCount() >= rows);
        }
      }
      default -> throw new IOException("vectors of " + vector.getField().getType());
    }
  }

  private static void keys(StructVector entries) throws IOException {
    FieldVector keys = entries.getChildrenFromFields().getFirst();
    check(entries, entries.getValueCount());
    check(keys, keys.getValueCount());
    if (ArrowReads.hasNulls(entries) || ArrowReads.hasNulls(keys)) {
      throw new IOException("a key of a map is null");
    }
  }

  private static void elements(FieldVector lists, FieldVector elements, int rows, int width)
      throws IOException {
    offsets(lists.getOffsetBuffer(), elements.getValueCount(), rows, width);
  }

  private static void offsets(ArrowBuf offsets, ArrowBuf data, int rows, int width)
      throws IOException {
    offsets(offsets, data.capacity(), rows, width);
  }

  private static void offsets(ArrowBuf offsets, long end, int rows, int width) throws IOException {
    if (rows == 0) {
      return;
    }
    require(offsets.capacity() >= (rows + 1L) * width);
    long last = 0;
    for (int row = 0; row <= rows; row++) {
      long at = offsets.memoryAddress() + (long) row * width;
      long offset = width == Long.BYTES ? Memory.getLong(at) : Memory.getInt(at);
      require(offset >= last);
      last = offset;
    }
    require(last <= end);
  }

  private static void views(BaseVariableWidthViewVector vector, int rows) throws IOException {
    ArrowBuf views = vector.getDataBuffer();
    require(views.capacity() >= rows * 16L);
    for (int row = 0; row < rows; row++) {
      long view = views.memoryAddress() + row * 16L;
      int length = Memory.getInt(view);
      if (length > BaseVariableWidthViewVector.INLINE_SIZE && !vector.isNull(row)) {
        int buffer = Memory.getInt(view + 8);
        int offset = Memory.getInt(view + 12);
        require(buffer >= 0 && buffer < vector.getDataBuffers().size() && offset >= 0);
        require(vector.getDataBuffers().get(buffer).capacity() - offset >= length);
      }
      require(length >= 0 || vector.isNull(row));
    }
  }

  /** Codes must be positions of entries. */
  public static void codes(FieldVector vector, int entries) throws IOException {
    if (!(vector instanceof BaseIntVector codes)) {
      throw new IOException("codes of " + vector.getField().getType());
    }
    for (int row = 0; row < vector.getValueCount(); row++) {
      if (!vector.isNull(row)) {
        long code = codes.getValueAsLong(row);
        require(code >= 0 && code < entries);
      }
    }
  }

  private static void require(boolean condition) throws IOException {
    if (!condition) {
      throw new IOException("its values lie outside of its buffers");
    }
  }
}
