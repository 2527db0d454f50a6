package dev.tadashi.engine.exec;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.function.BooleanSupplier;
import org.apache.arrow.memory.BufferAllocator;

/**
 * What a run uses of its process.
 *
 * @param allocator counts all memory, on-heap states too
 * @param pool its platform threads do the work; the caller's thread only waits
 * @param threads how many of them a run uses at once
 * @param cancelled asked once per chunk; when true the run ends in a {@link CancellationException}
 */
public record EngineContext(
    BufferAllocator allocator, ExecutorService pool, int threads, BooleanSupplier cancelled) {
  /** Throws when the run is no longer wanted. */
  public void check() {
    if (cancelled.getAsBoolean()) {
      throw new CancellationException("cancelled");
    }
  }
}
