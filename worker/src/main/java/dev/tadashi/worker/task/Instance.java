package dev.tadashi.worker.task;

import dev.tadashi.engine.exec.BucketMerger;
import dev.tadashi.engine.exec.EngineContext;
import dev.tadashi.engine.exec.ResultRows;
import dev.tadashi.engine.exec.RowSource;
import dev.tadashi.engine.exec.SealedOutput;
import dev.tadashi.model.control.BucketOwner;
import dev.tadashi.model.control.InstanceReport;
import dev.tadashi.model.control.StageOrders;
import dev.tadashi.model.error.ErrorDetail;
import dev.tadashi.model.error.TadashiException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Function;
import org.apache.arrow.memory.ArrowBuf;
import org.jspecify.annotations.Nullable;

/**
 * Buckets that this worker owns under one owner epoch: starts empty, one bit per split and bucket,
 * a unit applied whole and once. When every bit is set it is complete; when it is the task's result
 * it is then finished. A failure half-way drops it for good.
 */
public final class Instance {
  /** A finished result of at most this size travels in the report. */
  static final int INLINE_RESULT = 64 << 10;

  private final StageOrders stage;
  private final BucketOwner range;
  private final BucketMerger merger;
  private final Guard guard = new Guard();
  private final BitSet[] applied;
  private final BitSet[] claimed;
  private int missing;
  private @Nullable ResultRows result;
  private byte @Nullable [] inline;
  private @Nullable ErrorDetail error;
  private boolean told;

  Instance(StageOrders stage, BucketOwner range, EngineContext context) {
    this.stage = stage;
    this.range = range;
    this.merger = BucketMerger.create(context, stage.plan().output(), range.low(), range.high());
    this.applied = bits(range.size());
    this.claimed = bits(range.size());
    this.missing = range.size() * stage.splits();
  }

  private static BitSet[] bits(int count) {
    BitSet[] bits = new BitSet[count];
    for (int i = 0; i < count; i++) {
      bits[i] = new BitSet();
    }
    return bits;
  }

  public BucketOwner range() {
    return range;
  }

  /** What an owner can say to an offered unit. */
  public enum Claim {
    CLAIMED,
    APPLIED,
    TAKEN,
    CLOSED
  }

  /** Claims the right to apply a unit; given back by {@link #unclaim} or used by {@link #apply}. */
  public synchronized Claim claim(int split, int bucket) {
    if (guard.isClosed()
        || error != null
        || !range.holds(bucket)
        || split < 0
        || split >= stage.splits()) {
      return Claim.CLOSED;
    } else if (applied[bucket - range.low()].get(split)) {
      return Claim.APPLIED;
    } else if (claimed[bucket - range.low()].get(split)) {
      return Claim.TAKEN;
    }
    claimed[bucket - range.low()].set(split);
    return Claim.CLAIMED;
  }

  public synchronized void unclaim(int split, int bucket) {
    claimed[bucket - range.low()].clear(split);
  }

  /**
   * Merges a claimed unit and sets its bit.
   *
   * @param unit null for an empty one
   * @return whether it is applied now
   */
  public boolean apply(int split, int bucket, @Nullable ArrowBuf unit, long size) {
    return apply(
        split,
        bucket,
        () -> {
          if (unit != null && size > 0) {
            merger.merge(split, bucket, unit, size);
          }
        });
  }

  /** Merges what a split of this process made for a claimed bucket, and sets its bit. */
  public boolean apply(int split, int bucket, SealedOutput sealed) {
    return apply(split, bucket, () -> merger.merge(split, bucket, sealed));
  }

  private boolean apply(int split, int bucket, Runnable merge) {
    Boolean done =
        guard.use(() -> {
          try {
            merge.run();
            return true;
          } catch (RuntimeException e) {
            drop(TadashiException.wrap(e).detail());
            return false;
          }
        });
    boolean applies = Boolean.TRUE.equals(done);
    if (applies ? setBit(split, bucket) : false) {
      finish();
    }
    return applies;
  }

  /** Whether that was the last bit. */
  private synchronized boolean setBit(int split, int bucket) {
    claimed[bucket - range.low()].clear(split);
    applied[bucket - range.low()].set(split);
    missing--;
    return missing == 0;
  }

  private void finish() {
    if (!stage.last()) {
      return;
    }
    guard.use(() -> {
      try {
        ResultRows rows = merger.finish(stage.plan().finish());
        setResult(rows, mayBeInline(rows) ? rows.toStream() : new byte[0]);
      } catch (RuntimeException e) {
        drop(TadashiException.wrap(e).detail());
      }
      return true;
    });
  }

  /** Whether the stream is worth making: a few rows in many buckets take far fewer bytes there. */
  private static boolean mayBeInline(ResultRows rows) {
    return rows.rows() <= INLINE_RESULT / 8 && rows.bytes() <= 256L * INLINE_RESULT;
  }

  private synchronized void setResult(ResultRows rows, byte[] stream) {
    result = rows;
    inline = stream.length == 0 || stream.length > INLINE_RESULT ? null : stream;
  }

  private synchronized void drop(ErrorDetail why) {
    error = why;
  }

  /** Complete, and finished when it is the result. */
  private boolean isComplete() {
    return missing == 0 && error == null && (!stage.last() || result != null);
  }

  /** Whether it is complete or has failed since this was asked last: worth a report. */
  public synchronized boolean takeNews() {
    boolean news = !told && (error != null || isComplete());
    told |= news;
    return news;
  }

  /** The finished result, for a reader; null when it is closed or not complete. */
  public <T> @Nullable T read(Function<ResultRows, T> use) {
    return guard.use(() -> {
      ResultRows rows = finished();
      if (rows == null) {
        throw new IllegalStateException("the result is not complete");
      }
      return use.apply(rows);
    });
  }

  public synchronized @Nullable ResultRows finished() {
    return result;
  }

  public boolean isClosed() {
    return guard.isClosed();
  }

  /** The merged rows, for a split of the next stage that runs here. */
  <T> @Nullable T withRows(Function<RowSource, T> use) {
    return guard.use(() -> use.apply(merger.rows()));
  }

  // The record's component is nullable; the checker does not read that of an array from a class
  // file.
  @SuppressWarnings("NullAway")
  synchronized InstanceReport report() {
    ResultRows rows = result;
    return new InstanceReport(
        stage.plan().stage(),
        range.low(),
        range.high(),
        range.epoch(),
        splitsApplied(),
        isComplete(),
        error != null,
        error,
        rows == null ? -1 : rows.rows(),
        rows == null ? -1 : rows.bytes(),
        inline);
  }

  private List<Integer> splitsApplied() {
    List<Integer> splits = new ArrayList<>();
    for (int split = 0; split < stage.splits(); split++) {
      boolean everywhere = true;
      for (BitSet bucket : applied) {
        everywhere &= bucket.get(split);
      }
      if (everywhere) {
        splits.add(split);
      }
    }
    return splits;
  }

  /** Bytes that the merged state takes. */
  long bytes() {
    Long bytes = guard.use(merger::bytes);
    return bytes == null ? 0 : bytes;
  }

  void refuse() {
    guard.refuse();
  }

  /** Frees everything once nobody uses it. */
  void free() {
    guard.close();
    synchronized (this) {
      if (result != null) {
        result.close();
        result = null;
      }
    }
    merger.close();
  }
}
