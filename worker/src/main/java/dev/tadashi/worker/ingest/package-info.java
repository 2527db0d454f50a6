/**
 * The worker's half of a write: batches flow in by DoPut, files of partitions out into the store;
 * the rows stay in the partition cache. It knows uploads by their tickets, and no tables.
 */
@NullMarked
package dev.tadashi.worker.ingest;

import org.jspecify.annotations.NullMarked;
