package dev.tadashi.engine.exec;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.apache.arrow.memory.OutOfMemoryException;
import org.jspecify.annotations.Nullable;

/**
 * Runs numbered tasks on the pool. It returns only when none of them runs any more, so that what
 * they use can be closed after it, and throws the first failure.
 */
final class Parallel {
  private final EngineContext context;
  private final AtomicInteger next = new AtomicInteger();
  private volatile @Nullable Throwable failure;

  private Parallel(EngineContext context) {
    this.context = context;
  }

  /** Runs tasks 0 to count - 1, as many at once as the context has threads. */
  static void run(EngineContext context, int count, IntConsumer task) {
    if (count > 0) {
      new Parallel(context).runAll(count, task);
    }
  }

  private void runAll(int count, IntConsumer task) {
    List<Future<?>> workers = new ArrayList<>();
    try {
      for (int i = 0; i < Math.min(context.threads(), count); i++) {
        workers.add(context.pool().submit(() -> work(count, task)));
      }
    } catch (RuntimeException e) {
      fail(e);
    }
    boolean interrupted = false;
    for (Future<?> worker : workers) {
      interrupted |= await(worker);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    Throwable failed = failure;
    if (failed != null) {
      throw translate(failed);
    }
  }

  private void work(int count, IntConsumer task) {
    try {
      for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
        if (failure != null) {
          return;
        }
        context.check();
        task.accept(i);
      }
    } catch (RuntimeException | Error e) {
      fail(e);
    }
  }

  private synchronized void fail(Throwable e) {
    if (failure == null) {
      failure = e;
    }
  }

  /** Waits for the end in any case; whether an interrupt came meanwhile. */
  private boolean await(Future<?> worker) {
    boolean interrupted = false;
    while (true) {
      try {
        worker.get();
        return interrupted;
      } catch (InterruptedException e) {
        interrupted = true;
        fail(new CancellationException("interrupted"));
      } catch (ExecutionException | CancellationException e) {
        fail(e);
        return interrupted;
      }
    }
  }

  private static RuntimeException translate(Throwable failed) {
    return switch (failed) {
      case CancellationException cancelled -> cancelled;
      case TadashiException ours -> ours;
      case OutOfMemoryException memory -> exceeded(memory);
      case OutOfMemoryError memory -> exceeded(memory);
      default -> TadashiException.wrap(failed);
    };
  }

  private static TadashiException exceeded(Throwable cause) {
    return new TadashiException(ErrorCode.MEMORY_EXCEEDED, "the worker ran out of memory", cause);
  }
}
