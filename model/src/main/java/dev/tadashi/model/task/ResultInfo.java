package dev.tadashi.model.task;

import dev.tadashi.model.type.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a task's result is.
 *
 * @param spooled in the control plane's files, and re-readable until it expires; otherwise it is
 *     with the owners and can be fetched once
 * @param expires after this the result is gone; null: with the task
 */
public record ResultInfo(
    Schema schema, long rows, long bytes, boolean spooled, @Nullable Instant expires) {}
