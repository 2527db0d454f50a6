package dev.tadashi.model.task;

import java.util.List;

/**
 * A stage as shown in a task's detail.
 *
 * @param exchange {@code none}, {@code gather} or {@code hash}
 * @param owners workers that hold its buckets
 * @param buckets how many, 0 for none
 * @param bucketsComplete how many of them have every split
 * @param progress partitions (or splits) finished of all, 0 to 1
 */
public record StageView(
    int stage,
    String state,
    String exchange,
    List<String> owners,
    int buckets,
    int bucketsComplete,
    double progress,
    List<SplitView> splits) {
  public StageView {
    owners = List.copyOf(owners);
    splits = List.copyOf(splits);
  }
}
