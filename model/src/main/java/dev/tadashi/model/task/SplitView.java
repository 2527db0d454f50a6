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
 * @param strategy how an aggregation found its groups: {@code direct} (a slot for each possible
 *     key), {@code packed} (hashed keys of one number), {@code hash} (of any keys), {@code radix}
 *     (rows dealt to buckets first); one after the other with why, and those of several threads
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
    @Nullable String strategy,
    @Nullable Instant started,
    @Nullable Instant finished,
    @Nullable ErrorDetail error) {}
