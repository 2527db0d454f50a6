package dev.tadashi.catalog;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One sync for all acknowledgements that wait.
 *
 * <p>A writer first appends to the log, then calls {@link #await}. The first of the waiting becomes
 * the leader and syncs for everyone who had appended by then; those who come while it syncs wait
 * for the next sync, which one of them leads. So there is no thread and no delay, and under load
 * many writers share a sync. After a failed sync nobody can know what reached the disk, so every
 * later acknowledgement is refused.
 */
final class GroupCommit {
  /** Makes everything that was appended before the call durable. */
  interface Sync {
    void run() throws Exception;
  }

  private final Sync sync;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition synced = lock.newCondition();
  private long appended;
  private long durable;
  private long syncs;
  private boolean leading;
  private @Nullable Exception failure;

  GroupCommit(Sync sync) {
    this.sync = sync;
  }

  /** Returns once everything the calling thread appended before is durable. */
  void await() {
    lock.lock();
    try {
      long mine = ++appended;
      while (durable < mine) {
        if (failure != null) {
          throw new TadashiException(
              ErrorCode.CATALOG_FAILURE, "the catalog could not be synced to disk", failure);
        } else if (leading) {
          synced.awaitUninterruptibly();
        } else {
          lead();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void lead() {
    long upTo = appended;
    leading = true;
    @Nullable Exception wrong = null;
    lock.unlock();
    try {
      sync.run();
    } catch (Exception e) {
      wrong = e;
    } finally {
      lock.lock();
      leading = false;
      syncs++;
      if (wrong == null) {
        durable = upTo;
      } else {
        failure = wrong;
      }
      synced.signalAll();
    }
  }

  /** How many syncs there were. */
  long syncs() {
    lock.lock();
    try {
      return syncs;
    } finally {
      lock.unlock();
    }
  }
}
