/**
 * Durable state of the control plane in RocksDB: workers, object stores, tables, partitions, tasks,
 * sessions and a little about the server itself. Records of the model flow in and are acknowledged
 * once they are synced; the same records flow out after any crash. It knows no network, has no
 * threads of its own and decides nothing.
 */
@NullMarked
package dev.tadashi.catalog;

import org.jspecify.annotations.NullMarked;
