package dev.tadashi.engine.exec;

import dev.tadashi.engine.column.Partition;
import dev.tadashi.engine.vector.Scratch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Deals a source's rows to threads in morsels. A thread that finds none opens the next part itself,
 * outside the lock, so that slow parts load side by side; one that has nothing to open waits for
 * those that do. A part is given back when its last morsel is done, and in any case at close.
 */
final class Morsels implements AutoCloseable {
  /** Rows of a morsel. */
  static final int ROWS = 16 * Scratch.CHUNK;

  /** Rows {@code from} to {@code to} of a part. */
  record Morsel(int part, Partition partition, int from, int to) {}

  private final RowSource source;
  private final SplitProgress progress;
  private final int limit;
  private final Deque<Morsel> ready = new ArrayDeque<>();
  private final List<Integer> open = new ArrayList<>();
  private final int[] pending;
  private int nextPart;
  private int opening;
  private boolean failed;

  /** Deals parts {@code first} to {@code limit} (exclusive). */
  Morsels(RowSource source, int first, int limit, SplitProgress progress) {
    this.source = source;
    this.progress = progress;
    this.nextPart = first;
    this.limit = limit;
    this.pending = new int[limit];
  }

  /** The next morsel, or null when there are no more. */
  @Nullable Morsel next() {
    while (true) {
      int part;
      synchronized (this) {
        while (ready.isEmpty() && nextPart == limit && opening > 0 && !failed) {
          awaitOpening();
        }
        if (!ready.isEmpty()) {
          return ready.poll();
        } else if (nextPart == limit || failed) {
          return null;
        }
        part = nextPart++;
        opening++;
      }
      openPart(part);
    }
  }

  private synchronized void awaitOpening() {
    try {
      wait();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    }
  }

  private void openPart(int part) {
    boolean opened = false;
    try {
      Partition partition = source.open(part);
      opened = true;
      deal(part, partition);
    } finally {
      synchronized (this) {
        failed |= !opened;
        opening--;
        notifyAll();
      }
    }
  }

  private void deal(int part, Partition partition) {
    synchronized (this) {
      open.add(part);
      for (int from = 0; from < partition.rows(); from += ROWS) {
        int to = (int) Math.min(partition.rows(), (long) from + ROWS);
        ready.add(new Morsel(part, partition, from, to));
        pending[part]++;
      }
    }
    if (partition.rows() == 0) {
      release(part, 0);
    }
  }

  /** The morsel has been read. */
  void done(Morsel morsel) {
    boolean last;
    synchronized (this) {
      last = --pending[morsel.part()] == 0;
    }
    if (last) {
      release(morsel.part(), morsel.partition().rows());
    }
  }

  private void release(int part, int rows) {
    synchronized (this) {
      open.remove((Integer) part);
    }
    source.done(part);
    progress.partDone(part, rows);
  }

  /** No more morsels are wanted: waiting threads go home. */
  synchronized void fail() {
    failed = true;
    ready.clear();
    notifyAll();
  }

  /** Gives back the parts that a failure left open; called when no thread reads any more. */
  @Override
  public void close() {
    open.forEach(source::done);
    open.clear();
  }
}
