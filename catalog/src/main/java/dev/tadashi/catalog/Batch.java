package dev.tadashi.catalog;

import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** Changes that are written together or not at all. */
final class Batch implements AutoCloseable {
  private final Database db;
  private final WriteBatch writes = new WriteBatch();

  Batch(Database db) {
    this.db = db;
  }

  Batch put(Family family, String key, Object record) {
    return putBytes(family, key, RecordCodec.encode(record));
  }

  Batch putBytes(Family family, String key, byte[] value) {
    try {
      writes.put(db.handle(family), Database.bytes(key), value);
      return this;
    } catch (RocksDBException e) {
      throw Database.failure("cannot be written", e);
    }
  }

  Batch delete(Family family, String key) {
    try {
      writes.delete(db.handle(family), Database.bytes(key));
      return this;
    } catch (RocksDBException e) {
      throw Database.failure("cannot be written", e);
    }
  }

  boolean isEmpty() {
    return writes.count() == 0;
  }

  WriteBatch writes() {
    return writes;
  }

  @Override
  public void close() {
    writes.close();
  }
}
