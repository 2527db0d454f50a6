package dev.tadashi.server.task;

import dev.tadashi.model.task.ScanInput;
import dev.tadashi.model.task.TaskRecord;
import dev.tadashi.model.task.TaskState;
import dev.tadashi.scheduler.SchedulerEvent.ResultReady;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A task that has not ended: its state now, and who may end it. */
final class LiveTask {
  private final CompletableFuture<TaskRecord> ended = new CompletableFuture<>();
  private TaskRecord record;
  private boolean claimed;
  private boolean finishing;
  private @Nullable ResultReady ready;

  LiveTask(TaskRecord record) {
    this.record = record;
  }

  synchronized TaskRecord record() {
    return record;
  }

  /** It has left the queue; whether that is news. */
  synchronized boolean started(Instant now) {
    boolean news = !claimed && record.state() != TaskState.RUNNING;
    if (news) {
      record = record.with(TaskState.RUNNING, now);
    }
    return news;
  }

  /** What its scans read has become less. */
  synchronized void reads(List<ScanInput> inputs) {
    record = record.reading(inputs);
  }

  /** The right to end it; the first who asks gets it, nobody after. */
  synchronized boolean claim() {
    boolean first = !claimed;
    claimed = true;
    return first;
  }

  synchronized boolean isClaimed() {
    return claimed;
  }

  /** A result can be read; true when nobody is at work on an earlier one, and the caller shall. */
  synchronized boolean offer(ResultReady result) {
    ready = result;
    boolean first = !finishing;
    finishing = true;
    return first;
  }

  /** The newest result to be read; null when there is none, and the caller is done. */
  synchronized @Nullable ResultReady take() {
    ResultReady newest = ready;
    ready = null;
    finishing = newest != null;
    return newest;
  }

  /** It has ended, durably. */
  void end(TaskRecord last) {
    synchronized (this) {
      record = last;
    }
    ended.complete(last);
  }

  /** Completed with its last record once it has ended. */
  CompletableFuture<TaskRecord> ended() {
    return ended;
  }
}
