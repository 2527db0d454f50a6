package dev.tadashi.server.managed;

import dev.tadashi.model.cluster.StoreRecord;
import dev.tadashi.storage.ObjectStore;

/** A store in which tables are managed, open. */
record WritableStore(StoreRecord record, ObjectStore files) {}
