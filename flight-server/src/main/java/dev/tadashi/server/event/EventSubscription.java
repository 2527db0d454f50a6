package dev.tadashi.server.event;

import dev.tadashi.model.id.TaskId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One listener: what waits for it. A listener that lets too much wait is dropped. */
public final class EventSubscription implements AutoCloseable {
  private static final Event WAKE = new Event(-1, "", null, new byte[0], true);

  private final EventHub hub;
  private final @Nullable TaskId only;
  private final BlockingQueue<Event> waiting;
  private final Runnable dropped;
  private final long since;
  private final boolean resumed;
  private volatile boolean ended;

  /**
   * @param only events about this task; null for all
   * @param since the number of the newest event when it began
   * @param resumed what it missed waits for it; otherwise it needs a snapshot
   * @param dropped called when it is too slow, to cut what it waits in
   */
  EventSubscription(
      EventHub hub,
      @Nullable TaskId only,
      int capacity,
      long since,
      boolean resumed,
      Runnable dropped) {
    this.hub = hub;
    this.only = only;
    this.waiting = new ArrayBlockingQueue<>(capacity);
    this.since = since;
    this.resumed = resumed;
    this.dropped = dropped;
  }

  /** Whether it wants to know. */
  boolean wants(Event event) {
    return only == null || only.equals(event.task());
  }

  /** Whether there was room for the event. */
  boolean offer(Event event) {
    return !wants(event) || waiting.offer(event);
  }

  /** The next event; empty when there was none for that long, or it has ended. */
  public Optional<Event> take(Duration patience) throws InterruptedException {
    Event next = waiting.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    return next == null || next == WAKE || ended ? Optional.empty() : Optional.of(next);
  }

  /** Whether it listens to that task alone. */
  public boolean isAbout(TaskId task) {
    return task.equals(only);
  }

  public boolean isEnded() {
    return ended;
  }

  public boolean isResumed() {
    return resumed;
  }

  /** The number of the newest event when it began. */
  public long since() {
    return since;
  }

  /** Frees what waits, and wakes whoever waits for more. */
  void end() {
    ended = true;
    waiting.clear();
    waiting.offer(WAKE);
  }

  void drop() {
    end();
    dropped.run();
  }

  @Override
  public void close() {
    hub.remove(this);
    end();
  }
}
