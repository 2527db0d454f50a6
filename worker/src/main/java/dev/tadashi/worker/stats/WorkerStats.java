package dev.tadashi.worker.stats;

import dev.tadashi.model.cluster.WorkerCounters;
import java.util.concurrent.atomic.LongAdder;

/** Counts since the process began, from any thread. */
public final class WorkerStats {
  private final LongAdder splits = new LongAdder();
  private final LongAdder splitsFailed = new LongAdder();
  private final LongAdder rowsRead = new LongAdder();
  private final LongAdder received = new LongAdder();
  private final LongAdder sent = new LongAdder();

  public void splitEnded(boolean failed) {
    (failed ? splitsFailed : splits).increment();
  }

  public void rowsRead(long rows) {
    rowsRead.add(rows);
  }

  /** Bytes of a frame of the exchange that came in. */
  public void received(long bytes) {
    received.add(bytes);
  }

  /** Bytes of a frame of the exchange that went out. */
  public void sent(long bytes) {
    sent.add(bytes);
  }

  /** The counts, with those of the cache. */
  public WorkerCounters counters(long loads, long loadedBytes) {
    return new WorkerCounters(
        splits.sum(),
        splitsFailed.sum(),
        rowsRead.sum(),
        loads,
        loadedBytes,
        received.sum(),
        sent.sum());
  }
}
