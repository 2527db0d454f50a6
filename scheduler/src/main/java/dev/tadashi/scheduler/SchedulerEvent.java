package dev.tadashi.scheduler;

import dev.tadashi.model.control.BucketOwner;
import dev.tadashi.model.control.InstanceReport;
import dev.tadashi.model.error.ErrorDetail;
import dev.tadashi.model.id.TaskId;
import dev.tadashi.model.plan.StagePlan;
import java.util.List;

/** What the scheduler tells its caller. */
public sealed interface SchedulerEvent {

  /** The task left the queue. */
  record TaskStarted(TaskId task) implements SchedulerEvent {}

  /**
   * Every bucket of the last stage is complete and finished.
   *
   * @param ranges its owners, in the order of the buckets
   * @param reports what each owner said of its result, in the same order
   */
  record ResultReady(
      TaskId task, StagePlan last, List<BucketOwner> ranges, List<InstanceReport> reports)
      implements SchedulerEvent {
    public ResultReady {
      ranges = List.copyOf(ranges);
      reports = List.copyOf(reports);
    }
  }

  /** Every partition of a load is in memory. */
  record LoadDone(TaskId task, long rows) implements SchedulerEvent {}

  record TaskFailed(TaskId task, ErrorDetail error) implements SchedulerEvent {}

  record WorkerLost(String address) implements SchedulerEvent {}

  record WorkerJoined(String address) implements SchedulerEvent {}
}
