package dev.tadashi.server.task;

import dev.tadashi.flight.settings.ServerDataSettings;
import dev.tadashi.model.control.InstanceReport;
import dev.tadashi.model.error.ErrorClass;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.ErrorDetail;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.id.TaskId;
import dev.tadashi.model.table.PartitionRef;
import dev.tadashi.model.task.ResultInfo;
import dev.tadashi.model.task.TaskRecord;
import dev.tadashi.scheduler.SchedulerEvent.ResultReady;
import dev.tadashi.server.base.Threads;
import dev.tadashi.server.cluster.SchedulerLoop;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends tasks: a result is spooled (or left with its owners when it is large and somebody is there
 * to fetch it), then the end is made durable, then the scheduler lets go of the task. Works on
 * threads of its own, never on the scheduler's.
 */
final class TaskFinisher {
  private static final Logger LOG = LoggerFactory.getLogger(TaskFinisher.class);

  private final LiveTasks live;
  private final ResultReader reader;
  private final ResultStore store;
  private final StreamedResults streamed;
  private final SchedulerLoop loop;
  private final Threads threads;
  private final InstantSource clock;
  private final ServerDataSettings retention;

  TaskFinisher(
      LiveTasks live,
      ResultReader reader,
      ResultStore store,
      StreamedResults streamed,
      SchedulerLoop loop,
      Threads threads,
      InstantSource clock,
      ServerDataSettings retention) {
    this.live = live;
    this.reader = reader;
    this.store = store;
    this.streamed = streamed;
    this.loop = loop;
    this.threads = threads;
    this.clock = clock;
    this.retention = retention;
  }

  void resultReady(ResultReady ready) {
    live.find(ready.task())
        .filter(task -> task.offer(ready))
        .ifPresent(task -> threads.start("end of a task", () -> finishAll(task)));
  }

  private void finishAll(LiveTask task) {
    @Nullable ResultReady ready = task.take();
    while (ready != null && !task.isClaimed()) {
      finish(task, ready);
      ready = task.take();
    }
  }

  private void finish(LiveTask task, ResultReady ready) {
    try {
      succeed(task, ready);
    } catch (RuntimeException e) {
      TadashiException failure = TadashiException.wrap(e);
      if (loop.isClosed()) {
        LOG.info("{} will be run again after the restart", ready.task());
      } else if (mayComeAgain(failure)) {
        // The owner is lost: once its lease is over its buckets are made again elsewhere.
        LOG.warn("the result of {} could not be read yet", ready.task(), failure);
        loop.tell(scheduler -> scheduler.resultUnreadable(ready.task(), clock.instant()));
      } else {
        LOG.error("the result of {} could not be kept", ready.task(), failure);
        fail(task, failure.detail());
      }
    }
  }

  private static boolean mayComeAgain(TadashiException failure) {
    return failure.code().errorClass() == ErrorClass.EXTERNAL
        || failure.code() == ErrorCode.STALE
        || failure.code() == ErrorCode.RESULT_NOT_READY;
  }

  private void succeed(LiveTask task, ResultReady ready) {
    TaskRecord record = task.record();
    long rows = ready.reports().stream().mapToLong(InstanceReport::rows).sum();
    long bytes = ready.reports().stream().mapToLong(InstanceReport::bytes).sum();
    boolean spool = record.detached() || bytes <= retention.spoolSize().bytes();
    byte @Nullable [] small = spool ? ResultReader.small(ready) : null;
    if (spool && small == null) {
      try (BatchStream batches = reader.open(ready, () -> {})) {
        store.write(record.id(), batches);
      }
    }
    if (!task.claim()) {
      store.remove(record.id());
      return;
    }
    java.time.Instant expires =
        spool ? clock.instant().plus(retention.resultTtl()) : streamed.keep(ready);
    ResultInfo info = new ResultInfo(record.plan().schema(), rows, bytes, spool, expires);
    live.end(task, task.record().succeeded(info, clock.instant()), small);
    if (spool) {
      release(record.id());
    }
  }

  void loadDone(TaskId id, long rows) {
    threads.start(
        "end of a load",
        () ->
            live.find(id)
                .filter(LiveTask::claim)
                .ifPresent(task -> {
                  TaskRecord record = task.record();
                  long bytes =
                      record.partitionsRead().stream().mapToLong(PartitionRef::bytes).sum();
                  ResultInfo info =
                      new ResultInfo(record.plan().schema(), rows, bytes, false, null);
                  live.end(task, record.succeeded(info, clock.instant()));
                  release(id);
                }));
  }

  void failed(TaskId id, ErrorDetail why) {
    threads.start("end of a failed task", () -> live.find(id).ifPresent(task -> fail(task, why)));
  }

  private void fail(LiveTask task, ErrorDetail why) {
    if (task.claim()) {
      TaskRecord record = task.record();
      live.end(task, record.failed(why, clock.instant()));
      release(record.id());
    }
  }

  private void release(TaskId id) {
    loop.tell(scheduler -> scheduler.release(id));
  }
}
