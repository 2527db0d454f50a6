package dev.tadashi.catalog;

import dev.tadashi.model.cluster.WorkerRecord;
import java.util.List;
import java.util.Optional;

/** Registered workers by address. */
public final class WorkerCatalog {
  private final Database db;

  WorkerCatalog(Database db) {
    this.db = db;
  }

  public void put(WorkerRecord worker) {
    db.write(db.batch().put(Family.WORKERS, worker.address(), worker));
  }

  public void remove(String address) {
    db.write(db.batch().delete(Family.WORKERS, address));
  }

  public Optional<WorkerRecord> get(String address) {
    return Optional.ofNullable(db.get(Family.WORKERS, address)).map(value -> read(address, value));
  }

  /** All, by address. */
  public List<WorkerRecord> all() {
    return db.scan(Family.WORKERS, "", WorkerCatalog::read);
  }

  private static WorkerRecord read(String key, byte[] value) {
    return RecordCodec.decode(Family.WORKERS, key, value, WorkerRecord.class);
  }
}
