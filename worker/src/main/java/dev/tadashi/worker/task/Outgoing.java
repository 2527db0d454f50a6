package dev.tadashi.worker.task;

import dev.tadashi.flight.exchange.ExchangeMessage.UnitKey;
import dev.tadashi.model.control.BucketOwner;
import dev.tadashi.model.id.TaskId;

/** Units of a sealed attempt for one owner's range of buckets. */
public record Outgoing(TaskId task, int stage, SplitRun run, BucketOwner range) {

  public UnitKey key() {
    return new UnitKey(task, stage, run.order().split(), run.order().attempt(), range.epoch());
  }

  /** Whether the owner still lacks one of them. */
  public boolean isPending() {
    return !run.missing(range.epoch(), range.low(), range.high()).isEmpty();
  }
}
