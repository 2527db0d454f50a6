package dev.tadashi.scheduler;

import dev.tadashi.model.control.SplitOrder;
import dev.tadashi.model.control.SplitReport;
import dev.tadashi.model.error.ErrorDetail;
import dev.tadashi.model.id.Stamp;
import dev.tadashi.model.table.PartitionRef;
import dev.tadashi.model.task.SplitState;
import dev.tadashi.model.task.SplitView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A split and its attempts. The partitions never change; the workers may. */
final class SplitEntry {
  private final int index;
  private final SplitSource source;
  private final String preferred;
  private final List<Attempt> attempts = new ArrayList<>();
  private final Set<String> avoided = new HashSet<>();
  private final List<String> lostOn = new ArrayList<>();
  private int failures;
  private Instant notBefore = Instant.MIN;
  private boolean everSealed;
  private long revision;

  /** One try. */
  static final class Attempt {
    final SplitOrder order;
    final String worker;
    final String incarnation;
    final Instant started;
    @Nullable SplitReport report;
    @Nullable Instant finished;
    boolean gone;

    Attempt(SplitOrder order, String worker, String incarnation, Instant started) {
      this.order = order;
      this.worker = worker;
      this.incarnation = incarnation;
      this.started = started;
    }

    boolean isSealed() {
      return report != null && report.state() == SplitState.SEALED;
    }
  }

  /**
   * @param preferred the worker that placement chose; empty for none
   */
  SplitEntry(int index, SplitSource source, String preferred) {
    this.index = index;
    this.source = source;
    this.preferred = preferred;
  }

  int index() {
    return index;
  }

  SplitSource source() {
    return source;
  }

  List<PartitionRef> partitions() {
    return source.partitions();
  }

  String preferred() {
    return preferred;
  }

  /** Whether an attempt failed there, or was lost with that worker. */
  boolean avoids(String worker) {
    return avoided.contains(worker);
  }

  boolean mayStart(Instant now) {
    return !now.isBefore(notBefore);
  }

  void start(Attempt attempt) {
    attempts.add(attempt);
    revision++;
  }

  private void drop(Attempt attempt) {
    attempt.gone = true;
    revision++;
  }

  /** Changes with the attempts that are {@link #live}. */
  long revision() {
    return revision;
  }

  /** Whether an attempt is live at that process. */
  boolean isAt(String worker, String incarnation) {
    return attempts.stream()
        .anyMatch(a -> !a.gone && a.worker.equals(worker) && a.incarnation.equals(incarnation));
  }

  /** Attempts whose worker lives and that did not fail: running or sealed. */
  List<Attempt> live() {
    return attempts.stream().filter(attempt -> !attempt.gone).toList();
  }

  /** The stage is over and producers free their units: if one is needed again, it is redone. */
  void free() {
    live().forEach(this::drop);
  }

  /** Drops attempts whose process is gone; one that ran there may be what killed it. */
  void forgetLost(WorkerTable workers) {
    for (Attempt attempt : live()) {
      if (!workers.isAlive(attempt.worker, attempt.incarnation)) {
        drop(attempt);
        if (!attempt.isSealed() && workers.get(attempt.worker) != null) {
          lostWith(attempt.worker);
        }
      }
    }
  }

  private void lostWith(String worker) {
    lostOn.add(worker);
    avoided.add(worker);
  }

  /** Drops attempts that their living process no longer has. */
  void forgetMissing(Inventory inventory) {
    for (Attempt attempt : live()) {
      if (inventory.lacks(attempt.worker, attempt.incarnation, attempt.order.attempt())) {
        drop(attempt);
        lostWith(attempt.worker);
      }
    }
  }

  /** Workers that were lost, or lost the attempt, while it ran there. */
  List<String> lostOn() {
    return lostOn;
  }

  /** Drops attempts that read buckets of another instance than this. */
  void forgetOtherInputs(Stamp epoch) {
    live().stream()
        .filter(a -> a.order.buckets().stream().noneMatch(b -> b.epoch().equals(epoch)))
        .forEach(this::drop);
  }

  /** Takes a report; returns the error when the attempt has just failed. */
  @Nullable ErrorDetail report(SplitReport report, Instant now, Duration retryAfter) {
    for (Attempt attempt : attempts) {
      if (attempt.order.attempt().equals(report.attempt()) && !attempt.gone) {
        attempt.report = report;
        if (report.state() != SplitState.RUNNING && attempt.finished == null) {
          attempt.finished = now;
        }
        everSealed |= attempt.isSealed();
        return report.state() == SplitState.FAILED ? failed(attempt, now, retryAfter) : null;
      }
    }
    return null;
  }

  private ErrorDetail failed(Attempt attempt, Instant now, Duration retryAfter) {
    drop(attempt);
    failures++;
    avoided.add(attempt.worker);
    notBefore = now.plus(retryAfter.multipliedBy(1L << Math.min(failures - 1, 6)));
    ErrorDetail error = attempt.report == null ? null : attempt.report.error();
    return error == null ? Failures.unexplained(attempt.worker) : error;
  }

  int failures() {
    return failures;
  }

  boolean isSealed() {
    return live().stream().anyMatch(Attempt::isSealed);
  }

  /** Whether some attempt was sealed, also when its worker is gone since. */
  boolean wasSealed() {
    return everSealed;
  }

  long sealedBytes() {
    for (Attempt attempt : live()) {
      if (attempt.isSealed() && attempt.report != null) {
        return attempt.report.sealedBytes();
      }
    }
    return 0;
  }

  String story() {
    return attempts.size()
        + " attempt(s) on "
        + attempts.stream().map(a -> a.worker).distinct().toList();
  }

  /** The split of a stage that has ended: all of it was read, whether or not that was reported. */
  SplitView endedView() {
    SplitView view = view();
    if (view.state() == SplitState.SEALED) {
      return view;
    }
    long all = partitions().stream().mapToLong(PartitionRef::rows).sum();
    return new SplitView(
        view.split(),
        SplitState.SEALED,
        view.attempt(),
        view.attempts(),
        view.worker(),
        view.partitions(),
        view.partitions(),
        Math.max(all, view.rows()),
        view.bytes(),
        view.strategy(),
        view.started(),
        view.finished(),
        null);
  }

  SplitView view() {
    Attempt last = attempts.isEmpty() ? null : attempts.getLast();
    SplitReport report = last == null ? null : last.report;
    SplitState state =
        last == null ? SplitState.WAITING : report == null ? SplitState.RUNNING : report.state();
    return new SplitView(
        index,
        state,
        last == null ? null : last.order.attempt(),
        attempts.size(),
        last == null ? null : last.worker,
        partitions().size(),
        report == null ? 0 : report.partitionsDone(),
        report == null ? 0 : report.rows(),
        report == null ? 0 : report.sealedBytes(),
        report == null ? null : report.strategy(),
        last == null ? null : last.started,
        last == null ? null : last.finished,
        report == null ? null : report.error());
  }
}
