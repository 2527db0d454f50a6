package dev.tadashi.scheduler;

import dev.tadashi.model.control.InstanceReport;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.ErrorDetail;
import dev.tadashi.model.error.TadashiException;
import java.util.Optional;

/** The errors that end a task, with the whole story in them. */
final class Failures {
  private Failures() {}

  static ErrorDetail split(ErrorDetail last, int stage, SplitEntry split) {
    return last.toException()
        .at("stage", Integer.toString(stage))
        .at("split", Integer.toString(split.index()))
        .at("attempts", split.story())
        .detail();
  }

  /** An attempt failed and did not say why. */
  static ErrorDetail unexplained(String worker) {
    return new TadashiException(ErrorCode.INTERNAL, "an attempt failed without an error")
        .at("worker", worker)
        .detail();
  }

  static ErrorDetail instance(InstanceReport report, int stage) {
    ErrorDetail error = report.error();
    TadashiException why =
        error == null
            ? new TadashiException(ErrorCode.INTERNAL, "an owner dropped its buckets")
            : error.toException();
    return why.at("stage", Integer.toString(stage))
        .at("buckets", report.low() + ".." + report.high())
        .detail();
  }

  /** The task is past its time; {@code waiting} is why it never started. */
  static ErrorDetail timeout(Optional<String> waiting) {
    TadashiException timeout =
        new TadashiException(ErrorCode.TASK_TIMEOUT, "the task ran longer than its timeout");
    return waiting.map(reason -> timeout.at("waited", reason)).orElse(timeout).detail();
  }

  static ErrorDetail noWorkers() {
    return new TadashiException(ErrorCode.NO_WORKERS, "no worker came in time")
        .hint("start workers, or register them by RegisterWorker; ListWorkers shows their health")
        .detail();
  }

  static ErrorDetail unreadable() {
    return new TadashiException(
            ErrorCode.WORKER_LOST, "the result could not be read from its owners, repeatedly")
        .detail();
  }
}
