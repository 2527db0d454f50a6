package dev.tadashi.scheduler;

import dev.tadashi.model.cluster.WorkerLoad;
import dev.tadashi.model.cluster.WorkerState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A worker as the scheduler sees it. */
public record WorkerView(
    String address,
    WorkerState state,
    @Nullable String incarnation,
    WorkerLoad load,
    @Nullable Instant lastReport) {}
