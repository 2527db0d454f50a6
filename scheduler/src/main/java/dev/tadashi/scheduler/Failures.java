package dev.tadashi.scheduler;

import dev.tadashi.model.control.BucketOwner;
import dev.tadashi.model.control.InstanceReport;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.ErrorDetail;
import dev.tadashi.model.error.TadashiException;
import java.util.List;
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

  /** A split that takes its workers with it. */
  static ErrorDetail lost(int stage, SplitEntry split) {
    return new TadashiException(
            ErrorCode.WORKER_LOST,
            "split " + split.index() + " lost each worker that ran it: " + split.lostOn())
        .at("stage", Integer.toString(stage))
        .at("split", Integer.toString(split.index()))
        .at("workers", String.join(", ", split.lostOn()))
        .at("attempts", split.story())
        .hint(
            "the workers' logs tell why they ended; the split may need more memory than they have")
        .detail();
  }

  /** Buckets that take their owners with them. */
  static ErrorDetail ownersLost(int stage, int bucket, List<String> workers) {
    return new TadashiException(
            ErrorCode.WORKER_LOST, "each worker that owned the buckets was lost: " + workers)
        .at("stage", Integer.toString(stage))
        .at("bucket", Integer.toString(bucket))
        .at("workers", String.join(", ", workers))
        .hint(
            "the workers' logs tell why they ended; the buckets may need more memory than they have")
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

  /** An owner that lives no longer has its buckets. */
  static ErrorDetail missing(BucketOwner range, int stage) {
    return new TadashiException(ErrorCode.INTERNAL, "an owner no longer has its buckets")
        .at("worker", range.worker())
        .at("stage", Integer.toString(stage))
        .at("buckets", range.low() + ".." + range.high())
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
