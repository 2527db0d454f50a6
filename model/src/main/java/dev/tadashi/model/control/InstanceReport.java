package dev.tadashi.model.control;

import dev.tadashi.model.error.ErrorDetail;
import dev.tadashi.model.id.Stamp;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Buckets {@code low..high} (both in) of a stage's exchange at an owner, all under one owner epoch.
 *
 * @param applied splits whose units of every bucket of the range are merged
 * @param complete every split of the frozen count is applied
 * @param dropped the instance's state was lost; it is not made again under this epoch
 * @param error why it was dropped
 * @param rows of the finished result, once complete; -1 before the finish was run
 * @param bytes of the finished result as Arrow, -1 before
 * @param result the finished result as an Arrow IPC stream when it is small and was asked for
 */
public record InstanceReport(
    int stage,
    int low,
    int high,
    Stamp epoch,
    List<Integer> applied,
    boolean complete,
    boolean dropped,
    @Nullable ErrorDetail error,
    long rows,
    long bytes,
    byte @Nullable [] result) {
  public InstanceReport {
    applied = List.copyOf(applied);
  }
}
