package dev.tadashi.server.table;

import dev.tadashi.catalog.Catalog;
import dev.tadashi.model.cluster.StoreRecord;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.PartitionRef;
import dev.tadashi.model.table.PartitionStatistics;
import dev.tadashi.model.table.TableName;
import dev.tadashi.model.table.TableRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * Stores and tables in the catalog, with the tables in use kept decoded. Changes are made one at a
 * time, so that what an inspection found is never published into a store that was dropped, or over
 * a newer listing.
 */
public final class TableRegistry {
  private static final Comparator<TableName> BY_TEXT = Comparator.comparing(TableName::toString);

  private final Catalog catalog;
  private final Map<TableName, StoredTable> decoded = new ConcurrentHashMap<>();
  private final Map<TableName, StoredTable> managed = new ConcurrentSkipListMap<>(BY_TEXT);
  private final AtomicLong version = new AtomicLong();

  public TableRegistry(Catalog catalog) {
    this.catalog = catalog;
  }

  /** Adds a store with the tables found in it; its name and root must be new. */
  synchronized void add(StoreRecord store, List<TableRecord> tables) {
    requireNew(store);
    catalog.stores().register(store, tables);
    version.incrementAndGet();
  }

  void requireNew(StoreRecord store) {
    for (StoreRecord there : stores()) {
      boolean sameRoot =
          there.uri().equals(store.uri()) && Objects.equals(there.endpoint(), store.endpoint());
      if (there.name().equals(store.name()) || sameRoot) {
        throw new TadashiException(
                ErrorCode.STORE_EXISTS,
                "the object store '"
                    + there.name()
                    + "' with the root "
                    + there.uri()
                    + " is registered already")
            .at("store", there.name())
            .hint("drop it first, or give another name or root");
      }
    }
  }

  /** Adds a store that is there in any case, or moves it to where it is now. */
  public synchronized void addOwn(StoreRecord store) {
    if (!catalog.stores().get(store.name()).filter(store::equals).isPresent()) {
      catalog.stores().register(store, List.of());
      version.incrementAndGet();
    }
  }

  /**
   * Puts a managed table in the place of what it was; the catalog holds no more than its pointer.
   */
  public synchronized void publishManaged(StoredTable table) {
    StoredTable before = managed.put(table.record().name(), table);
    if (before == null
        || before.record().state() != table.record().state()
        || !Objects.equals(before.record().schema(), table.record().schema())) {
      version.incrementAndGet();
    }
  }

  /** Forgets a managed table. */
  public synchronized void removeManaged(TableName name) {
    managed.remove(name);
    version.incrementAndGet();
  }

  public boolean isManaged(TableName name) {
    return managed.containsKey(name);
  }

  /** Forgets a store with its tables. */
  synchronized void drop(String store) {
    requireStore(store);
    catalog.stores().drop(store);
    decoded.keySet().removeIf(name -> name.store().equals(store));
    managed.keySet().removeIf(name -> name.store().equals(store));
    version.incrementAndGet();
  }

  /**
   * Puts a table in the place of {@code before}, unless that was replaced meanwhile.
   *
   * @return whether it was published
   */
  synchronized boolean publish(
      TableRecord before, TableRecord table, List<PartitionRef> partitions) {
    Optional<TableRecord> there = catalog.tables().get(table.name());
    if (there.isEmpty() || !there.get().files().equals(before.files())) {
      return false;
    }
    catalog.tables().publish(table, partitions);
    decoded.remove(table.name());
    version.incrementAndGet();
    return true;
  }

  /** Keeps what workers found in partitions; of those that there are no longer nothing is kept. */
  synchronized void learn(List<PartitionStatistics> found) {
    Map<TableName, List<PartitionStatistics>> byTable =
        found.stream().collect(Collectors.groupingBy(PartitionStatistics::table));
    byTable.forEach((name, some) -> find(name).ifPresent(table -> learn(table, some)));
  }

  private void learn(StoredTable table, List<PartitionStatistics> found) {
    Set<String> ids = table.partitions().stream().map(PartitionRef::id).collect(Collectors.toSet());
    List<PartitionStatistics> known =
        found.stream().filter(each -> ids.contains(each.partition())).toList();
    StoredTable wiser = table.learned(known);
    if (managed.replace(table.record().name(), wiser) != null) {
      return;
    }
    decoded.put(table.record().name(), wiser);
    catalog
        .tables()
        .learn(
            known.stream()
                .map(each -> Objects.requireNonNull(wiser.statistics().get(each.partition())))
                .toList());
  }

  /** The outcome of a new listing: tables to write without partitions, and those that are gone. */
  synchronized void relist(String store, List<TableRecord> changed, List<TableName> gone) {
    requireStore(store);
    changed.forEach(table -> catalog.tables().publish(table, List.of()));
    gone.forEach(catalog.tables()::remove);
    changed.forEach(table -> decoded.remove(table.name()));
    gone.forEach(decoded::remove);
    version.incrementAndGet();
  }

  /** Another number after each change of a store or a table. */
  public long version() {
    return version.get();
  }

  public List<StoreRecord> stores() {
    return catalog.stores().all();
  }

  public StoreRecord requireStore(String name) {
    return catalog
        .stores()
        .get(name)
        .orElseThrow(() ->
            new TadashiException(ErrorCode.UNKNOWN_STORE, "there is no object store '" + name + "'")
                .at("store", name)
                .hint("stores: " + String.join(", ", storeNames())));
  }

  private List<String> storeNames() {
    return stores().stream().map(StoreRecord::name).toList();
  }

  /** Tables of a store by name. */
  public List<TableRecord> tables(String store) {
    List<TableRecord> tables = new ArrayList<>(catalog.tables().ofStore(store));
    managed.values().stream()
        .map(StoredTable::record)
        .filter(table -> table.name().store().equals(store))
        .forEach(tables::add);
    return tables;
  }

  /** All tables, in order of their stores' registration. */
  public List<TableRecord> tables() {
    return stores().stream().flatMap(store -> tables(store.name()).stream()).toList();
  }

  public Optional<StoredTable> find(TableName name) {
    StoredTable own = managed.get(name);
    StoredTable known = own == null ? decoded.get(name) : own;
    return known == null ? load(name) : Optional.of(known);
  }

  private synchronized Optional<StoredTable> load(TableName name) {
    Optional<StoredTable> table =
        catalog
            .tables()
            .get(name)
            .map(record ->
                new StoredTable(
                    record, catalog.tables().partitions(name), catalog.tables().statistics(name)));
    table.ifPresent(found -> decoded.put(name, found));
    return table;
  }
}
