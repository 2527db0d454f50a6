package dev.tadashi.server.cluster;

import dev.tadashi.model.control.Orders;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.scheduler.ClusterScheduler;
import dev.tadashi.scheduler.SchedulerEvent;
import dev.tadashi.server.base.Threads;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that owns the scheduler. Commands queue up; after those that wait, and every 200 ms,
 * time is told, events go to their listener and changed orders to their workers. Neither may block
 * it.
 */
public final class SchedulerLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SchedulerLoop.class);
  private static final Duration TICK = Duration.ofMillis(200);
  private static final Duration CLOSE = Duration.ofSeconds(5);

  private final ClusterScheduler scheduler;
  private final InstantSource clock;
  private final BlockingQueue<Runnable> commands = new LinkedBlockingQueue<>();
  private final Consumer<SchedulerEvent> events;
  private final BiConsumer<String, Orders> push;
  private @Nullable Thread thread;
  private volatile boolean closed;

  /**
   * A loop that is not started yet.
   *
   * @param events takes each event on the loop's thread; must not block
   * @param push takes a worker's address and its new orders; must not block
   */
  public SchedulerLoop(
      ClusterScheduler scheduler,
      InstantSource clock,
      Consumer<SchedulerEvent> events,
      BiConsumer<String, Orders> push) {
    this.scheduler = scheduler;
    this.clock = clock;
    this.events = events;
    this.push = push;
  }

  public void start(Threads threads) {
    thread = threads.loop("scheduler", this::run);
  }

  /** Asks the scheduler and waits for the answer. */
  public <T> T ask(Function<ClusterScheduler, T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    commands.add(() -> complete(answer, question));
    if (closed) {
      answer.completeExceptionally(stopping());
    }
    try {
      return answer.join();
    } catch (CompletionException e) {
      throw TadashiException.wrap(e);
    }
  }

  /** Tells the scheduler something without waiting. */
  public void tell(Consumer<ClusterScheduler> command) {
    commands.add(() -> command.accept(scheduler));
  }

  private <T> void complete(CompletableFuture<T> answer, Function<ClusterScheduler, T> question) {
    try {
      answer.complete(question.apply(scheduler));
    } catch (RuntimeException e) {
      answer.completeExceptionally(e);
    }
  }

  private void run() {
    Instant next = clock.instant();
    try {
      while (!closed) {
        long wait = Duration.between(clock.instant(), next).toMillis();
        @Nullable Runnable command = commands.poll(Math.max(wait, 0), TimeUnit.MILLISECONDS);
        while (command != null) {
          guarded(command);
          command = commands.poll();
        }
        if (!clock.instant().isBefore(next)) {
          guarded(() -> scheduler.tick(clock.instant()));
          next = clock.instant().plus(TICK);
        }
        scheduler.takeEvents().forEach(event -> guarded(() -> events.accept(event)));
        guarded(this::pushOrders);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      answerTheLast();
    }
  }

  /** Whoever asked before it was closed is answered; who asks later is told that it is. */
  private void answerTheLast() {
    closed = true;
    for (Runnable command = commands.poll(); command != null; command = commands.poll()) {
      guarded(command);
    }
  }

  private void pushOrders() {
    scheduler.workersToPush().forEach(worker -> push.accept(worker, scheduler.orders(worker)));
  }

  private static void guarded(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      LOG.error("the scheduler failed at a command and goes on", e);
    }
  }

  /** Whether the control plane is stopping. */
  public boolean isClosed() {
    return closed;
  }

  private static TadashiException stopping() {
    return new TadashiException(ErrorCode.INTERNAL, "the control plane is stopping");
  }

  @Override
  public void close() {
    closed = true;
    commands.add(() -> {});
    try {
      if (thread != null) {
        thread.join(CLOSE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
