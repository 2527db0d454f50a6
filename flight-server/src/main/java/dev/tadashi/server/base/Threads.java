package dev.tadashi.server.base;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where the control plane makes threads; closing it ends them. */
public final class Threads implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Threads.class);
  private static final long CLOSE_SECONDS = 10;

  private final ExecutorService tasks =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("task-", 0).factory());
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(daemon("timer"));

  private static ThreadFactory daemon(String name) {
    return Thread.ofPlatform().daemon().name(name).factory();
  }

  /** Runs on a virtual thread of its own, which may block; a failure is logged. */
  public void start(String what, Runnable work) {
    tasks.execute(() -> logged(what, work));
  }

  /** For work whose caller waits for it. */
  public ExecutorService tasks() {
    return tasks;
  }

  /** A platform thread for a loop that ends by itself when it is interrupted. */
  public Thread loop(String name, Runnable work) {
    Thread thread = daemon(name).newThread(() -> logged(name, work));
    thread.start();
    return thread;
  }

  /** Starts the work again and again, each time on a virtual thread of its own. */
  public void every(Duration period, String what, Runnable work) {
    long nanos = period.toNanos();
    timer.scheduleWithFixedDelay(() -> start(what, work), nanos, nanos, TimeUnit.NANOSECONDS);
  }

  private static void logged(String what, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      LOG.error("{} failed", what, e);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
    tasks.shutdownNow();
    try {
      if (!tasks.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("some work did not end within {} s", CLOSE_SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
