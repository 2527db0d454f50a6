package dev.tadashi.engine.memory;

import org.apache.arrow.memory.BufferAllocator;

/**
 * Counts on-heap states in the allocator that counts the off-heap ones, so that one limit holds for
 * both. Only grows; everything is given back at close.
 */
public final class HeapBudget implements AutoCloseable {
  private static final long STEP = 4 * 1024;

  private final BufferAllocator allocator;
  private long reserved;

  public HeapBudget(BufferAllocator allocator) {
    this.allocator = allocator;
  }

  /** Tells how many bytes are held now. */
  public void hold(long bytes) {
    if (bytes <= reserved) {
      return;
    }
    long more = Math.max(STEP, bytes - reserved);
    // Arrow's own reservations do not give back at close what was reserved.
    if (!allocator.forceAllocate(more)) {
      allocator.releaseBytes(more);
      throw Buffers.exceeded(allocator, more);
    }
    reserved += more;
  }

  @Override
  public void close() {
    allocator.releaseBytes(reserved);
    reserved = 0;
  }
}
