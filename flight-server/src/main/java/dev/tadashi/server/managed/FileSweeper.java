package dev.tadashi.server.managed;

import dev.tadashi.catalog.ManagedCatalog;
import dev.tadashi.catalog.PointerRecord;
import dev.tadashi.model.table.FileSlice;
import dev.tadashi.model.table.PartitionRef;
import dev.tadashi.model.table.TableFile;
import dev.tadashi.model.table.TableName;
import dev.tadashi.tables.IcebergTable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what no table needs: snapshots after the retention, and files that no snapshot names, no
 * open upload wrote and no task reads, once they have been so for the retention. How long that is
 * is counted from when they were seen first, so that a restart only makes it longer.
 */
public final class FileSweeper {
  private static final Logger LOG = LoggerFactory.getLogger(FileSweeper.class);
  private static final String MARKER = ".dropped";

  private final ManagedModule tables;
  private final ManagedCatalog catalog;
  private final WritableStores stores;
  private final Supplier<Set<PartitionRef>> reading;
  private final Duration retention;
  private final InstantSource clock;
  private final ReentrantLock sweeping = new ReentrantLock();
  private final Map<String, Instant> unneeded = new ConcurrentHashMap<>();

  /**
   * @param reading the partitions of all tasks that have not ended
   */
  public FileSweeper(
      ManagedModule tables,
      ManagedCatalog catalog,
      WritableStores stores,
      Supplier<Set<PartitionRef>> reading,
      Duration retention,
      InstantSource clock) {
    this.tables = tables;
    this.catalog = catalog;
    this.stores = stores;
    this.reading = reading;
    this.retention = retention;
    this.clock = clock;
  }

  /** How often to sweep. */
  public Duration period() {
    Duration quarter = retention.dividedBy(4);
    Duration minute = Duration.ofMinutes(1);
    return quarter.compareTo(minute) > 0 ? minute : quarter;
  }

  /** Looks at all tables, and at the folders of dropped ones, unless that is being done. */
  public void sweep() {
    if (!sweeping.tryLock()) {
      return;
    }
    try {
      for (PointerRecord pointer : catalog.pointers()) {
        String store = pointer.table().store();
        if (stores.has(store)) {
          guarded(() -> sweep(stores.require(store), pointer), pointer.table());
        }
      }
    } finally {
      sweeping.unlock();
    }
  }

  private static void guarded(Runnable work, TableName table) {
    try {
      work.run();
    } catch (RuntimeException e) {
      LOG.warn("the files of {} were not swept: {}", table, e.toString());
    }
  }

  private void sweep(WritableStore store, PointerRecord pointer) {
    ManagedTable table = tables.table(pointer.table());
    Instant now = clock.instant();
    if (pointer.metadata() != null && table.content().isPresent()) {
      table.submit(new Change.Expire(now.minus(retention), ManagedTable.KEPT_SNAPSHOTS));
    }
    List<TableFile> files = FolderFiles.of(store.files(), pointer.table().table());
    Set<String> needed = needed(table);
    Set<String> old = files.stream().map(TableFile::path).collect(Collectors.toSet());
    old.removeAll(needed);
    forgetOthers(store, pointer.table(), old);
    boolean onlyMarkers = old.stream().allMatch(path -> path.endsWith(MARKER));
    old.removeIf(path -> !isOld(store, path, now) || path.endsWith(MARKER) && !onlyMarkers);
    if (!old.isEmpty()) {
      remove(store, table, old);
    }
    if (files.isEmpty() && pointer.metadata() == null) {
      catalog.forget(pointer.table());
    }
  }

  private static Set<String> named(IcebergTable table) {
    return table.content().isPresent() ? table.named() : Set.of();
  }

  private Set<String> needed(ManagedTable table) {
    Set<String> needed = new HashSet<>(table.ask(FileSweeper::named));
    reading.get().stream()
        .filter(partition -> partition.table().equals(table.name()))
        .flatMap(partition -> partition.slices().stream())
        .map(FileSlice::path)
        .forEach(needed::add);
    return needed;
  }

  private static String key(WritableStore store, String path) {
    return store.record().name() + "/" + path;
  }

  private void forgetOthers(WritableStore store, TableName table, Set<String> still) {
    String folder = key(store, table.table() + "/");
    Set<String> keys = still.stream().map(path -> key(store, path)).collect(Collectors.toSet());
    unneeded.keySet().removeIf(each -> each.startsWith(folder) && !keys.contains(each));
  }

  private boolean isOld(WritableStore store, String path, Instant now) {
    Instant since = unneeded.computeIfAbsent(key(store, path), each -> now);
    return !since.plus(retention).isAfter(now);
  }

  /** Between two commits, when all files are named that will be, or belong to an open upload. */
  private void remove(WritableStore store, ManagedTable table, Set<String> old) {
    table.ask(there -> {
      Set<String> open = tables.uploads().ids();
      Set<String> named = named(there);
      old.stream()
          .filter(path -> !named.contains(path) && open.stream().noneMatch(path::contains))
          .forEach(path -> {
            store.files().delete(path);
            unneeded.remove(key(store, path));
          });
      return old;
    });
  }
}
