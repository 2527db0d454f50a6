package dev.tadashi.catalog;

import dev.tadashi.model.table.PartitionRef;
import dev.tadashi.model.table.PartitionStatistics;
import dev.tadashi.model.table.TableName;
import dev.tadashi.model.table.TableRecord;
import dev.tadashi.model.table.TableState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Tables by full name, each with its partitions as records of their own. */
public final class TableCatalog {
  private final Database db;

  TableCatalog(Database db) {
    this.db = db;
  }

  /** A table with exactly these partitions; older ones are gone with the same write. */
  public void publish(TableRecord table, List<PartitionRef> partitions) {
    Batch batch = db.batch().put(Family.TABLES, table.name().toString(), table);
    delete(batch, Family.PARTITIONS, table.name(), key -> true);
    if (table.state() == TableState.READY) {
      Set<String> ids = partitions.stream().map(PartitionRef::id).collect(Collectors.toSet());
      delete(batch, Family.STATISTICS, table.name(), id -> !ids.contains(id));
    }
    for (int i = 0; i < partitions.size(); i++) {
      batch.put(Family.PARTITIONS, prefix(table.name()) + "%08x".formatted(i), partitions.get(i));
    }
    db.write(batch);
  }

  /** Forgets a table and its partitions. */
  public void remove(TableName name) {
    Batch batch = db.batch().delete(Family.TABLES, name.toString());
    delete(batch, Family.PARTITIONS, name, key -> true);
    delete(batch, Family.STATISTICS, name, id -> true);
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

  /**
   * Keeps what is in partitions. Not synced: it speeds tasks up and shows what there is, and the
   * next load finds it again.
   */
  public void learn(List<PartitionStatistics> learned) {
    Batch batch = db.batch();
    learned.forEach(
        each -> batch.put(Family.STATISTICS, prefix(each.table()) + each.partition(), each));
    db.append(batch);
  }

  /** What is known of a table's partitions, by their ids. */
  public Map<String, PartitionStatistics> statistics(TableName name) {
    return db
        .scan(
            Family.STATISTICS,
            prefix(name),
            (key, value) ->
                RecordCodec.decode(Family.STATISTICS, key, value, PartitionStatistics.class))
        .stream()
        .collect(Collectors.toMap(PartitionStatistics::partition, each -> each));
  }

  /** Deletes those records of a table whose key, without the table, is meant. */
  private void delete(Batch batch, Family family, TableName name, Predicate<String> meant) {
    String prefix = prefix(name);
    db.scan(family, prefix, (key, value) -> key).stream()
        .filter(key -> meant.test(key.substring(prefix.length())))
        .forEach(key -> batch.delete(family, key));
  }

  private static String prefix(TableName name) {
    return name + "\0";
  }

  private static TableRecord read(String key, byte[] value) {
    return RecordCodec.decode(Family.TABLES, key, value, TableRecord.class);
  }
}
