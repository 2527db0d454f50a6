package dev.tadashi.scheduler;

import dev.tadashi.model.cluster.WorkerLoad;
import dev.tadashi.model.cluster.WorkerState;
import dev.tadashi.model.control.CachedPartition;
import dev.tadashi.model.control.Orders;
import dev.tadashi.model.control.Report;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One worker: its process, when it was heard of, what it has in memory, its newest orders. */
final class WorkerEntry {
  private final String address;
  private WorkerState state = WorkerState.JOINING;
  private boolean draining;
  private boolean expected;
  private @Nullable String incarnation;
  private WorkerLoad load = WorkerLoad.NONE;
  private @Nullable Instant lastReport;
  private long lastSeq;
  private List<CachedPartition> cached = List.of();
  private @Nullable Orders given;
  private boolean untold;
  private long checkedAt;

  WorkerEntry(String address) {
    this.address = address;
  }

  String address() {
    return address;
  }

  WorkerState state() {
    return state;
  }

  @Nullable String incarnation() {
    return incarnation;
  }

  /** Whether what was given to that process is still held by somebody. */
  boolean isAlive(String process) {
    return process.equals(incarnation) && state != WorkerState.LOST && state != WorkerState.JOINING;
  }

  /** A process has attached; returns whether it is another one than before, or was lost. */
  boolean attach(String process, WorkerLoad itsLoad, Instant now) {
    boolean other = !process.equals(incarnation) || state == WorkerState.LOST;
    if (!process.equals(incarnation)) {
      cached = List.of();
      given = null;
      lastSeq = 0;
    }
    incarnation = process;
    load = itsLoad;
    heard(now);
    return other;
  }

  /** Takes a report; one that is not newer than the last says nothing, not even "alive". */
  boolean report(Report report, Instant now) {
    if (report.seq() <= lastSeq) {
      return false;
    }
    heard(now);
    lastSeq = report.seq();
    load = report.load();
    if (report.cached() != null) {
      cached = report.cached();
    }
    return true;
  }

  private void heard(Instant now) {
    lastReport = now;
    state = draining ? WorkerState.DRAINING : WorkerState.HEALTHY;
  }

  /** Known from before the start of this control plane. */
  void expect() {
    expected = true;
  }

  /** Whether it was known before the start and has not told yet what it has. */
  boolean isAwaited() {
    return expected && !draining && state != WorkerState.LOST && lastSeq == 0;
  }

  boolean isDraining() {
    return draining;
  }

  void drain() {
    draining = true;
    if (state == WorkerState.HEALTHY) {
      state = WorkerState.DRAINING;
    }
  }

  /** Looks at the clock; returns whether the worker is lost just now. */
  boolean tick(Instant now, SchedulerConfig config) {
    if (lastReport == null || state == WorkerState.LOST) {
      return false;
    }
    Duration silence = Duration.between(lastReport, now);
    if (silence.compareTo(config.lostAfter()) >= 0) {
      lose();
      return true;
    }
    if (state == WorkerState.HEALTHY && silence.compareTo(config.suspectAfter()) >= 0) {
      state = WorkerState.SUSPECT;
    }
    return false;
  }

  void lose() {
    state = WorkerState.LOST;
    cached = List.of();
    given = null;
  }

  List<CachedPartition> cached() {
    return cached;
  }

  @Nullable Orders given() {
    return given;
  }

  void give(Orders orders) {
    given = orders;
    untold = true;
  }

  /** The orders last given are on their way. */
  void told() {
    untold = false;
  }

  boolean isUntold() {
    return untold;
  }

  /** The revision of the order book at which {@link #given} was last found right. */
  long checkedAt() {
    return checkedAt;
  }

  void checked(long revision) {
    checkedAt = revision;
  }

  WorkerView view() {
    return new WorkerView(address, state, incarnation, load, lastReport);
  }

  long memoryLimit() {
    return load.memoryLimit();
  }
}
