package dev.tadashi.engine.column;

import dev.tadashi.engine.memory.Memory;
import java.io.IOException;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.BaseLargeVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthViewVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.NullVector;

/** Checks that everything a vector's rows point to lies in its buffers. */
public final class VectorCheck {
  private VectorCheck() {}

  /** Whether the rows lie in the buffers; nested vectors are refused. */
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
      default -> throw new IOException("vectors of " + vector.getField().getType());
    }
  }

  private static void offsets(ArrowBuf offsets, ArrowBuf data, int rows, int width)
      throws IOException {
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
    require(last <= data.capacity());
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
