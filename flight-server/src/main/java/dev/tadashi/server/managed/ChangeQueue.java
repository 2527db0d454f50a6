package dev.tadashi.server.managed;

import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.ingest.IngestResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The changes of one table, one turn after the other. Who comes while a turn goes on waits, and the
 * first of those does the next turn, for all who wait: so appends that come together share a
 * commit, without a thread and without a delay.
 */
final class ChangeQueue {
  /** A change and who waits for its answer. */
  record Waiting(Change change, CompletableFuture<IngestResult> answer) {}

  private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
  private final ReentrantLock turn = new ReentrantLock();

  /**
   * Returns when the change is done.
   *
   * @param work does a turn: it completes the answers of all changes it is given
   */
  IngestResult submit(Change change, Consumer<List<Waiting>> work) {
    Waiting mine = new Waiting(change, new CompletableFuture<>());
    waiting.add(mine);
    turn.lock();
    try {
      if (!mine.answer().isDone()) {
        work.accept(drain());
      }
    } finally {
      turn.unlock();
    }
    try {
      return mine.answer().join();
    } catch (CompletionException e) {
      throw TadashiException.wrap(e);
    }
  }

  private List<Waiting> drain() {
    List<Waiting> all = new ArrayList<>();
    for (Waiting next = waiting.poll(); next != null; next = waiting.poll()) {
      all.add(next);
    }
    return all;
  }

  /** Does something between turns. */
  <T> T between(Supplier<T> work) {
    turn.lock();
    try {
      return work.get();
    } finally {
      turn.unlock();
    }
  }
}
