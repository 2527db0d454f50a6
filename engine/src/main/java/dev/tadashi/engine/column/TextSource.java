package dev.tadashi.engine.column;

import dev.tadashi.engine.memory.Memory;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseLargeVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthViewVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;

/** Where the byte strings of an Arrow vector lie. */
sealed interface TextSource {
  long address(int row);

  /** Length of the row whose {@link #address} is given. */
  int length(int row, long address);

  static TextSource of(FieldVector vector) {
    return switch (vector) {
      case BaseVariableWidthVector narrow ->
          new Narrow(narrow.getOffsetBufferAddress(), narrow.getDataBufferAddress());
      case BaseLargeVariableWidthVector large ->
          new Large(large.getOffsetBuffer().memoryAddress(), large.getDataBufferAddress());
      case BaseVariableWidthViewVector views ->
          new Views(
              views.getDataBufferAddress(),
              views.getDataBuffers().stream().mapToLong(ArrowBuf::memoryAddress).toArray());
      case FixedSizeBinaryVector fixed ->
          new Fixed(fixed.getDataBufferAddress(), fixed.getByteWidth());
      default -> throw ArrowTypes.unsupported(vector.getField().toString());
    };
  }

  /** Offsets of 32 bits. */
  record Narrow(long offsets, long data) implements TextSource {
    @Override
    public long address(int row) {
      return data + Memory.getInt(offsets + row * 4L);
    }

    @Override
    public int length(int row, long address) {
      return (int) (data + Memory.getInt(offsets + row * 4L + 4) - address);
    }
  }

  /** Offsets of 64 bits. */
  record Large(long offsets, long data) implements TextSource {
    @Override
    public long address(int row) {
      return data + Memory.getLong(offsets + row * 8L);
    }

    @Override
    public int length(int row, long address) {
      long length = data + Memory.getLong(offsets + row * 8L + 8) - address;
      if (length > Integer.MAX_VALUE) {
        throw new TadashiException(
            ErrorCode.UNSUPPORTED, "a text of " + length + " bytes is longer than 2 GiB");
      }
      return (int) length;
    }
  }

  /** Sixteen bytes each: the length, and a short text itself or where a longer one lies. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Views(long views, long[] buffers) implements TextSource {
    private static final int SHORT = 12;

    @Override
    public long address(int row) {
      long view = views + row * 16L;
      return Memory.getInt(view) <= SHORT
          ? view + 4
          : buffers[Memory.getInt(view + 8)] + Memory.getInt(view + 12);
    }

    @Override
    public int length(int row, long address) {
      return Memory.getInt(views + row * 16L);
    }
  }

  /** All of one width. */
  record Fixed(long data, int width) implements TextSource {
    @Override
    public long address(int row) {
      return data + (long) row * width;
    }

    @Override
    public int length(int row, long address) {
      return width;
    }
  }
}
