package dev.tadashi.worker.task;

import dev.tadashi.worker.cache.PartitionCache;
import dev.tadashi.worker.stats.WorkerStats;
import java.util.concurrent.ExecutorService;
import org.apache.arrow.memory.BufferAllocator;

/**
 * What the tasks of a worker share.
 *
 * @param address the worker's name
 * @param incarnation of this process
 * @param pool the engine's threads
 * @param signals what others are told at once
 * @param stats what they count
 */
public record WorkerResources(
    String address,
    String incarnation,
    BufferAllocator allocator,
    ExecutorService pool,
    int threads,
    PartitionCache cache,
    Signals signals,
    WorkerStats stats) {}
