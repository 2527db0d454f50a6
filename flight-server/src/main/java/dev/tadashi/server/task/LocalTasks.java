package dev.tadashi.server.task;

import dev.tadashi.engine.exec.EngineContext;
import dev.tadashi.engine.exec.LocalRun;
import dev.tadashi.engine.exec.ResultRows;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.plan.Plan;
import dev.tadashi.model.task.ResultInfo;
import dev.tadashi.model.task.TaskRecord;
import dev.tadashi.server.base.Threads;
import dev.tadashi.server.cluster.SchedulerLoop;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs tasks whose rows are all in their plan: here, without a worker. */
final class LocalTasks implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LocalTasks.class);

  /** Results of at most so many bytes are kept in the catalog. */
  private static final int SMALL = 64 << 10;

  private final LiveTasks live;
  private final SchedulerLoop loop;
  private final ResultStore store;
  private final BufferAllocator allocator;
  private final Threads threads;
  private final InstantSource clock;
  private final Duration kept;
  private final ExecutorService pool =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("local-task-", 0).factory());

  LocalTasks(
      LiveTasks live,
      SchedulerLoop loop,
      ResultStore store,
      BufferAllocator allocator,
      Threads threads,
      InstantSource clock,
      Duration kept) {
    this.live = live;
    this.loop = loop;
    this.store = store;
    this.allocator = allocator;
    this.threads = threads;
    this.clock = clock;
    this.kept = kept;
  }

  void start(LiveTask task, Plan plan) {
    threads.start("a local task", () -> run(task, plan));
  }

  private void run(LiveTask task, Plan plan) {
    TaskRecord record = task.record();
    live.started(record.id(), clock.instant());
    EngineContext context = new EngineContext(allocator, pool, 1, task::isClaimed);
    try (ResultRows rows = LocalRun.run(context, plan)) {
      byte @Nullable [] small = rows.bytes() <= SMALL ? rows.toStream() : null;
      if (small == null) {
        try (BatchStream batches = new LocalBatches(rows)) {
          store.write(record.id(), batches);
        }
      }
      succeed(task, rows, small);
    } catch (RuntimeException e) {
      fail(task, TadashiException.wrap(e));
    }
  }

  private void succeed(LiveTask task, ResultRows rows, byte @Nullable [] small) {
    TaskRecord record = task.record();
    if (!task.claim()) {
      store.remove(record.id());
      return;
    }
    ResultInfo info =
        new ResultInfo(
            record.plan().schema(), rows.rows(), rows.bytes(), true, clock.instant().plus(kept));
    live.end(task, record.succeeded(info, clock.instant()), small);
  }

  /** Ends a task that cannot go on, unless another has ended it. */
  void fail(LiveTask task, TadashiException failure) {
    if (loop.isClosed()) {
      LOG.info("{} will be run again after the restart", task.record().id());
    } else if (task.claim()) {
      LOG.debug("a local task failed", failure);
      live.end(task, task.record().failed(failure.detail(), clock.instant()));
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}
