package dev.tadashi.worker.task;

import dev.tadashi.engine.exec.SealedOutput;
import dev.tadashi.model.control.SplitOrder;
import dev.tadashi.model.control.SplitReport;
import dev.tadashi.model.error.ErrorDetail;
import dev.tadashi.model.id.Stamp;
import dev.tadashi.model.task.SplitState;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a split at this worker: running, then sealed or failed, then freed. Thread-safe.
 */
public final class SplitRun {
  /** A larger output is offered only after orders answered the report of its seal. */
  static final long SENDS_AT_ONCE = 4L << 20;

  private final int stage;
  private final SplitOrder order;
  private final Guard guard = new Guard();
  private final Map<Stamp, BitSet> have = new HashMap<>();
  private SplitState state = SplitState.RUNNING;
  private int partsDone;
  private long rows;
  private @Nullable SealedOutput output;
  private @Nullable ErrorDetail error;
  private boolean answered;

  SplitRun(int stage, SplitOrder order) {
    this.stage = stage;
    this.order = order;
  }

  public SplitOrder order() {
    return order;
  }

  public int stage() {
    return stage;
  }

  /** Whether it is no longer wanted. */
  boolean isCancelled() {
    return guard.isClosed();
  }

  synchronized void partDone(long partRows) {
    partsDone++;
    rows += partRows;
  }

  /** Takes the output; it is closed at once when nobody wants it any more. */
  synchronized void seal(SealedOutput sealed) {
    if (guard.isClosed()) {
      sealed.close();
      return;
    }
    output = sealed;
    state = SplitState.SEALED;
  }

  synchronized void fail(ErrorDetail why) {
    error = why;
    state = SplitState.FAILED;
  }

  /** Orders have answered a report of the seal; whether it was not to be offered before. */
  synchronized boolean markAnswered() {
    boolean waited = output != null && !mayOffer();
    answered = true;
    return waited;
  }

  synchronized boolean isRunning() {
    return state == SplitState.RUNNING;
  }

  synchronized boolean isSealed() {
    return state == SplitState.SEALED;
  }

  /** Whether its units may be offered now. */
  public synchronized boolean mayOffer() {
    return output != null && (answered || output.totalBytes() <= SENDS_AT_ONCE);
  }

  /** Uses the sealed output, or gives null when it is freed. */
  public <T> @Nullable T withOutput(Function<SealedOutput, T> use) {
    return guard.use(() -> {
      SealedOutput sealed = sealedOutput();
      if (sealed == null) {
        throw new IllegalStateException("not sealed");
      }
      return use.apply(sealed);
    });
  }

  private synchronized @Nullable SealedOutput sealedOutput() {
    return output;
  }

  /** The owner of that epoch has applied the unit. */
  public synchronized void acknowledge(Stamp epoch, int bucket) {
    have.computeIfAbsent(epoch, e -> new BitSet()).set(bucket);
  }

  /** Buckets low..high that the owner of that epoch has not acknowledged. */
  public synchronized BitSet missing(Stamp epoch, int low, int high) {
    BitSet missing = new BitSet();
    missing.set(low, high + 1);
    BitSet acknowledged = have.get(epoch);
    if (acknowledged != null) {
      missing.andNot(acknowledged);
    }
    return missing;
  }

  synchronized SplitReport report() {
    long bytes = output == null ? 0 : output.totalBytes();
    return new SplitReport(
        stage,
        order.split(),
        order.attempt(),
        state,
        partsDone,
        rows,
        bytes,
        output == null ? null : output.strategy(),
        error);
  }

  /** Cancels it while it runs. */
  void cancel() {
    guard.refuse();
  }

  /** Frees the output once nobody uses it. */
  void free() {
    guard.close();
    synchronized (this) {
      if (output != null) {
        output.close();
        output = null;
      }
    }
  }
}
