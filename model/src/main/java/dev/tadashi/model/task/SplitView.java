package dev.tadashi.model.task;

import dev.tadashi.model.error.ErrorDetail;
import dev.tadashi.model.id.Stamp;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A split as shown in a task's detail.
 *
 * @param attempt the newest attempt; null before the first
 * @param attempts how many there were
 * @param worker where the newest attempt runs or ran
 * @param rows read so far
 * @param bytes sealed
 */
public record SplitView(
    int split,
    SplitState state,
    @Nullable Stamp attempt,
    int attempts,
    @Nullable String worker,
    int partitions,
    int partitionsDone,
    long rows,
    long bytes,
    @Nullable Instant started,
    @Nullable Instant finished,
    @Nullable ErrorDetail error) {}
