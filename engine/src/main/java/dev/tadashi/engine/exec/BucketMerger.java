package dev.tadashi.engine.exec;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.plan.RowStep;
import dev.tadashi.model.plan.StageOutput;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;

/**
 * An owner's buckets of a stage's exchange: merges units as they arrive, in any order, and then
 * gives the merged rows. Thread-safe; units of different buckets merge side by side. The caller
 * sees to it that each (split, bucket) is merged once, and reads only when all are there.
 */
public final class BucketMerger implements AutoCloseable {
  private final EngineContext context;
  private final BucketStore store;
  private final int low;
  private final int high;

  private BucketMerger(EngineContext context, BucketStore store, int low, int high) {
    this.context = context;
    this.store = store;
    this.low = low;
    this.high = high;
  }

  /** A merger of buckets {@code low} to {@code high}, both inclusive. */
  public static BucketMerger create(EngineContext context, StageOutput output, int low, int high) {
    if (low < 0 || low > high || high >= output.buckets()) {
      throw new IllegalArgumentException(low + ".." + high + " of " + output.buckets());
    }
    BucketStore store =
        switch (output) {
          case StageOutput.Partials partials -> new PartialBuckets(context, partials, low, high);
          case StageOutput.Rows rows -> new RowBuckets(context.allocator(), rows);
          case StageOutput.Nothing nothing ->
              throw new IllegalArgumentException("the stage exchanges nothing");
        };
    return new BucketMerger(context, store, low, high);
  }

  /**
   * Merges a unit; the caller keeps its bytes. An empty unit (size 0) adds nothing. After any
   * failure this merger's content is undefined: close it and let the buckets be fed anew.
   */
  public void merge(int split, int bucket, ArrowBuf unit, long size) {
    check(bucket);
    if (size != 0) {
      store.merge(split, bucket, unit, size);
    }
  }

  /** Merges what a split of this process made for the bucket, without copies where that can be. */
  public void merge(int split, int bucket, SealedOutput output) {
    check(bucket);
    store.merge(split, bucket, output);
  }

  /** Merges all that the only split, which is of this process, made. */
  public void mergeAll(SealedOutput output) {
    for (int bucket = low; bucket <= high; bucket++) {
      merge(0, bucket, output);
    }
  }

  private void check(int bucket) {
    if (bucket < low || bucket > high) {
      throw new TadashiException(
          ErrorCode.PROTOCOL, "a unit of bucket " + bucket + " for the owner of " + range());
    }
  }

  private String range() {
    return low + " to " + high;
  }

  /** Bytes of what is merged, on-heap and off-heap. */
  public long bytes() {
    return store.bytes();
  }

  /** The merged rows after the stage's last steps, which the caller closes. */
  public ResultRows finish(List<RowStep> steps) {
    RowSet result = new Pipeline(context).run(rows(), steps, SplitProgress.NONE);
    try {
      return new ResultRows(context.allocator(), result);
    } catch (RuntimeException | Error e) {
      result.close();
      throw e;
    }
  }

  /** The merged rows as input of another stage's split; buckets in order. */
  public RowSource rows() {
    return store.rows();
  }

  @Override
  public void close() {
    store.close();
  }
}
