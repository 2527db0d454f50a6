package dev.tadashi.model.control;

import dev.tadashi.model.error.ErrorDetail;
import dev.tadashi.model.id.Stamp;
import dev.tadashi.model.task.SplitState;
import org.jspecify.annotations.Nullable;

/**
 * An attempt of a split at a worker.
 *
 * @param state running, sealed or failed
 * @param partitionsDone partitions (or input buckets) finished
 * @param rows read so far
 * @param sealedBytes size of all its units once sealed
 * @param strategy how an aggregation found its groups, once sealed
 * @param error why it failed
 */
public record SplitReport(
    int stage,
    int split,
    Stamp attempt,
    SplitState state,
    int partitionsDone,
    long rows,
    long sealedBytes,
    @Nullable String strategy,
    @Nullable ErrorDetail error) {}
