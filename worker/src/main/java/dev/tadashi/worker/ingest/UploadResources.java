package dev.tadashi.worker.ingest;

import dev.tadashi.formats.DictionaryRegistry;
import dev.tadashi.model.table.StoreLocation;
import dev.tadashi.storage.ObjectStore;
import dev.tadashi.worker.cache.PartitionCache;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import org.apache.arrow.memory.BufferAllocator;

/**
 * What all uploads of a worker share.
 *
 * @param pool the engine's threads, which encode files
 * @param stores opens the store of a root, which stays open
 * @param scratch folder for short-lived local copies
 */
public record UploadResources(
    BufferAllocator allocator,
    DictionaryRegistry dictionaries,
    PartitionCache cache,
    ExecutorService pool,
    Function<StoreLocation, ObjectStore> stores,
    UploadRoom room,
    Path scratch) {}
