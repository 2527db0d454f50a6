package dev.tadashi.engine.vector;

import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Function;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** Lends scratches for many short jobs, so that each does not make arrays of its own. */
public final class Scratches implements AutoCloseable {
  private final BufferAllocator allocator;
  private final ConcurrentLinkedDeque<Scratch> idle = new ConcurrentLinkedDeque<>();

  public Scratches(BufferAllocator allocator) {
    this.allocator = allocator;
  }

  /** Runs a job with a scratch that nobody else uses meanwhile. */
  public <T extends @Nullable Object> T with(Function<Scratch, T> job) {
    Scratch lent = idle.poll();
    Scratch scratch = lent == null ? new Scratch(allocator) : lent;
    try {
      return job.apply(scratch);
    } finally {
      scratch.reset();
      idle.push(scratch);
    }
  }

  /** Frees all; called when no job runs. */
  @Override
  public void close() {
    for (Scratch scratch = idle.poll(); scratch != null; scratch = idle.poll()) {
      scratch.close();
    }
  }
}
