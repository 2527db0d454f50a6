package dev.tadashi.engine.memory;

import java.util.Objects;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** An off-heap buffer that grows at its end. The address changes when it grows. */
public final class GrowBuffer implements AutoCloseable {
  private static final long FIRST = 256;

  private final BufferAllocator allocator;
  private @Nullable ArrowBuf buffer;
  private long size;

  public GrowBuffer(BufferAllocator allocator) {
    this.allocator = allocator;
  }

  public long size() {
    return size;
  }

  /** Address of the first byte; 0 while nothing was ever reserved. */
  public long address() {
    return buffer == null ? 0 : buffer.memoryAddress();
  }

  /** Makes room for so many bytes in all, so that up to there it does not move. */
  public void reserve(long bytes) {
    ensure(bytes);
  }

  /** Makes the buffer longer; the new bytes have no defined content. Returns their address. */
  public long extend(long bytes) {
    ensure(size + bytes);
    long address = address() + size;
    size += bytes;
    return address;
  }

  private void ensure(long capacity) {
    if (buffer != null && buffer.capacity() >= capacity) {
      return;
    }
    long doubled = buffer == null ? FIRST : buffer.capacity() * 2;
    ArrowBuf larger = Buffers.allocate(allocator, Math.max(capacity, doubled));
    if (buffer != null) {
      Memory.copy(buffer.memoryAddress(), larger.memoryAddress(), size);
      buffer.close();
    }
    buffer = larger;
  }

  public void appendByte(byte value) {
    Memory.putByte(extend(1), value);
  }

  public void appendInt(int value) {
    Memory.putInt(extend(4), value);
  }

  public void appendLong(long value) {
    Memory.putLong(extend(8), value);
  }

  public void append(long address, long bytes) {
    Memory.copy(address, extend(bytes), bytes);
  }

  /** Forgets the content and keeps the room. */
  public void clear() {
    size = 0;
  }

  /** Gives the buffer away; this one is empty afterwards. */
  public ArrowBuf take() {
    ensure(1);
    ArrowBuf taken = Objects.requireNonNull(buffer);
    taken.writerIndex(size);
    buffer = null;
    size = 0;
    return taken;
  }

  @Override
  public void close() {
    if (buffer != null) {
      buffer.close();
      buffer = null;
    }
    size = 0;
  }
}
