package dev.tadashi.formats.text;

import dev.tadashi.engine.memory.Buffers;
import dev.tadashi.engine.memory.Memory;
import dev.tadashi.engine.vector.BytesVec;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.type.Field;
import java.util.Arrays;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** Texts: gathered on the heap, copied out of it once a batch. */
final class TextChunk extends ColumnChunk {
  private final BufferAllocator allocator;
  private final int[] ends;
  private byte[] bytes = new byte[256];
  private int size;
  private @Nullable ArrowBuf copy;

  TextChunk(BufferAllocator allocator, Field field, int capacity) {
    super(field, capacity);
    this.allocator = allocator;
    this.ends = new int[capacity];
  }

  @Override
  boolean put(int row, byte[] text, int from, int to) {
    int length = to - from;
    if (length > bytes.length - size) {
      bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, length), 2 * size));
    }
    System.arraycopy(text, from, bytes, size, length);
    size += length;
    ends[row] = size;
    return true;
  }

  @Override
  void putNull(int row) {
    ends[row] = size;
  }

  @Override
  Vec vec(boolean @Nullable [] nulls) {
    close();
    ArrowBuf buffer = Buffers.allocate(allocator, Math.max(1, size));
    copy = buffer;
    long base = buffer.memoryAddress();
    Memory.put(base, bytes, size);
    long[] addresses = new long[rows()];
    int[] lengths = new int[rows()];
    for (int row = 0; row < rows(); row++) {
      int start = row == 0 ? 0 : ends[row - 1];
      addresses[row] = base + start;
      lengths[row] = ends[row] - start;
    }
    return new BytesVec(addresses, lengths, nulls);
  }

  @Override
  void reset() {
    super.reset();
    size = 0;
    close();
  }

  @Override
  public void close() {
    if (copy != null) {
      copy.close();
      copy = null;
    }
  }
}
