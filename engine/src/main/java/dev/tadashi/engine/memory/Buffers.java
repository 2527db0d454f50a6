package dev.tadashi.engine.memory;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;

/** Allocation whose failure is the error that users and peers are told of. */
public final class Buffers {
  private Buffers() {}

  public static ArrowBuf allocate(BufferAllocator allocator, long bytes) {
    try {
      return allocator.buffer(bytes);
    } catch (OutOfMemoryException e) {
      throw exceeded(allocator, bytes);
    }
  }

  /** The error for bytes that the allocator would not give. */
  public static TadashiException exceeded(BufferAllocator allocator, long bytes) {
    return new TadashiException(
            ErrorCode.MEMORY_EXCEEDED,
            bytes
                + " more bytes are over the limit of "
                + allocator.getLimit()
                + " ("
                + allocator.getAllocatedMemory()
                + " in use)")
        .at("allocator", allocator.getName())
        .hint("give the worker more memory, or ask for fewer groups");
  }
}
