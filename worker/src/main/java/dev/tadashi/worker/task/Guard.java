package dev.tadashi.worker.task;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets many use a thing until it is closed: closing refuses new users, waits for those inside, and
 * then releases the thing once.
 */
public final class Guard {
  private int users;
  private boolean closed;

  /** Runs the use, or gives null when the thing is closed. */
  public <T> @Nullable T use(Supplier<T> use) {
    synchronized (this) {
      if (closed) {
        return null;
      }
      users++;
    }
    try {
      return use.get();
    } finally {
      synchronized (this) {
        users--;
        notifyAll();
      }
    }
  }

  public synchronized boolean isClosed() {
    return closed;
  }

  /** Refuses new users from now on. */
  public synchronized void refuse() {
    closed = true;
  }

  /** Refuses new users and returns when the last one has left. */
  public synchronized void close() {
    closed = true;
    boolean interrupted = false;
    while (users > 0) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
