/**
 * The partition cache: columns of partitions in Arrow memory, loaded when absent, pinned while in
 * use, dropped when memory is short. Partition references flow in, columns out. It knows no tasks.
 */
@NullMarked
package dev.tadashi.worker.cache;

import org.jspecify.annotations.NullMarked;
