package dev.tadashi.catalog;

import dev.tadashi.model.table.PartitionRef;
import dev.tadashi.model.table.TableName;
import dev.tadashi.model.table.TableRecord;
import java.util.List;
import java.util.Optional;

/** Tables by full name, each with its partitions as records of their own. */
public final class TableCatalog {
  private final Database db;

  TableCatalog(Database db) {
    this.db = db;
  }

  /** A table with exactly these partitions; older ones are gone with the same write. */
  public void publish(TableRecord table, List<PartitionRef> partitions) {
    Batch batch = db.batch().put(Family.TABLES, table.name().toString(), table);
    deletePartitions(batch, table.name());
    for (int i = 0; i < partitions.size(); i++) {
      batch.put(Family.PARTITIONS, prefix(table.name()) + "%08x".formatted(i), partitions.get(i));
    }
    db.write(batch);
  }

  /** Forgets a table and its partitions. */
  public void remove(TableName name) {
    Batch batch = db.batch().delete(Family.TABLES, name.toString());
    deletePartitions(batch, name);
    db.write(batch);
  }

  public Optional<TableRecord> get(TableName name) {
    String key = name.toString();
    return Optional.ofNullable(db.get(Family.TABLES, key)).map(value -> read(key, value));
  }

  /** All tables of a store by name. */
  public List<TableRecord> ofStore(String store) {
    return db.scan(Family.TABLES, store + ".", TableCatalog::read);
  }

  /** All partitions of a table in order. */
  public List<PartitionRef> partitions(TableName name) {
    return db.scan(
        Family.PARTITIONS,
        prefix(name),
        (key, value) -> RecordCodec.decode(Family.PARTITIONS, key, value, PartitionRef.class));
  }

  private void deletePartitions(Batch batch, TableName name) {
    db.scan(Family.PARTITIONS, prefix(name), (key, value) -> key)
        .forEach(key -> batch.delete(Family.PARTITIONS, key));
  }

  private static String prefix(TableName name) {
    return name + "\0";
  }

  private static TableRecord read(String key, byte[] value) {
    return RecordCodec.decode(Family.TABLES, key, value, TableRecord.class);
  }
}
