package dev.tadashi.server.table;

import dev.tadashi.flight.op.Requests;
import dev.tadashi.model.cluster.StoreRecord;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.ErrorDetail;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.PartitionRef;
import dev.tadashi.model.table.StoreLocation;
import dev.tadashi.model.table.TableName;
import dev.tadashi.model.table.TableRecord;
import dev.tadashi.model.table.TableState;
import dev.tadashi.sql.SqlCatalog;
import dev.tadashi.storage.FoundTable;
import dev.tadashi.storage.ObjectStore;
import dev.tadashi.storage.ObjectStores;
import dev.tadashi.storage.StorageConfig;
import dev.tadashi.storage.StoreUri;
import dev.tadashi.storage.TableFinder;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Registers object stores, lists them again, and has their tables inspected. */
public final class StoreService {
  private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}./\\\\\"']{1,128}");

  private final TableRegistry registry;
  private final WrittenTables written;
  private final TableInspector inspector;
  private final CacheEviction eviction;
  private final StorageConfig storage;
  private final InstantSource clock;

  public StoreService(
      TableRegistry registry,
      WrittenTables written,
      TableInspector inspector,
      CacheEviction eviction,
      StorageConfig storage,
      InstantSource clock) {
    this.registry = registry;
    this.written = written;
    this.inspector = inspector;
    this.eviction = eviction;
    this.storage = storage;
    this.clock = clock;
  }

  /** Registers a store, finds its tables, and has them inspected when there is a worker. */
  public StoreRecord register(Requests.RegisterObjectStore request) {
    StoreLocation location = location(request);
    String name = name(request, StoreUri.parse(location.uri()));
    boolean writable = Boolean.TRUE.equals(request.writable());
    registry.requireNew(StoreRecord.of(name, location, writable, clock.instant()));
    try (ObjectStore opened = ObjectStores.open(location, storage)) {
      StoreRecord store =
          StoreRecord.of(name, location.withUri(opened.uri()), writable, clock.instant());
      if (writable) {
        written.find(store, opened);
      }
      List<TableRecord> tables = list(store, opened);
      registry.add(store, tables);
      inspector.inspect(store, Listed.pending(tables));
      written.show(name);
      return store;
    }
  }

  private static StoreLocation location(Requests.RegisterObjectStore request) {
    String uri = StoreUri.parse(request.uri()).text();
    StoreLocation asked =
        new StoreLocation(uri, request.endpoint(), request.region(), request.credentialsRef());
    return ObjectStores.complete(asked, System.getenv());
  }

  private static String name(Requests.RegisterObjectStore request, StoreUri uri) {
    @Nullable String given = request.name();
    String name = given == null ? uri.defaultName().replace('.', '_') : given;
    if (!NAME.matcher(name).matches() || SqlCatalog.OWN_SCHEMAS.contains(name)) {
      throw new TadashiException(
              ErrorCode.INVALID_ARGUMENT, "'" + name + "' cannot be the name of an object store")
          .at("field", "name")
          .hint(
              "a name has no dot, slash or quote, and is none of "
                  + new TreeSet<>(SqlCatalog.OWN_SCHEMAS));
    }
    return name;
  }

  /** The tables that are files and no more. */
  private List<TableRecord> list(StoreRecord store, ObjectStore opened) {
    Set<String> own = written.names(store.name());
    return TableFinder.find(opened, store.name()).stream()
        .filter(table -> own.stream().noneMatch(name -> isOf(table.name(), name)))
        .map(table -> pending(store, table))
        .toList();
  }

  private static boolean isOf(String files, String table) {
    return files.equals(table) || files.startsWith(table + "/");
  }

  private TableRecord pending(StoreRecord store, FoundTable table) {
    @Nullable ErrorDetail error = table.error();
    return new TableRecord(
        new TableName(store.name(), table.name()),
        table.format(),
        error == null ? TableState.PENDING : TableState.FAILED,
        table.files(),
        null,
        0,
        table.bytes(),
        error,
        clock.instant());
  }

  /** Lists one store or all of them again. */
  public void refresh(Optional<String> name) {
    name.map(List::of)
        .orElseGet(() -> registry.stores().stream().map(StoreRecord::name).toList())
        .forEach(this::refresh);
  }

  /**
   * Lists the files again, except those of main, whose tables say themselves which they are; tables
   * whose files are others now are inspected again, and are as they were until that is done.
   */
  private void refresh(String name) {
    StoreRecord store = registry.requireStore(name);
    if (name.equals(SqlCatalog.MAIN)) {
      return;
    }
    Map<TableName, TableRecord> before = new HashMap<>();
    registry.tables(name).stream()
        .filter(table -> !registry.isManaged(table.name()))
        .forEach(table -> before.put(table.name(), table));
    List<Listed> changed = new ArrayList<>();
    try (ObjectStore opened = ObjectStores.open(store.location(), storage)) {
      for (TableRecord found : list(store, opened)) {
        TableRecord known = before.remove(found.name());
        boolean same =
            known != null
                && known.files().equals(found.files())
                && known.state() == TableState.READY
                && found.error() == null;
        if (!same) {
          changed.add(inspector.isAble() ? Listed.over(known, found) : new Listed(found, found));
        }
      }
    }
    List<TableRecord> write = changed.stream().filter(Listed::isShown).map(Listed::found).toList();
    registry.relist(name, write, List.copyOf(before.keySet()));
    inspector.inspect(store, changed);
  }

  /** Inspects what is pending; called when a worker has joined. */
  public synchronized void inspectPending() {
    registry
        .stores()
        .forEach(store -> inspector.inspect(store, Listed.pending(registry.tables(store.name()))));
  }

  /** Forgets a store with its tables, also what of them is in memory. */
  public void drop(String name) {
    if (name.equals(SqlCatalog.MAIN)) {
      throw new TadashiException(
              ErrorCode.INVALID_ARGUMENT, "the object store 'main' is there as long as the server")
          .at("store", name)
          .hint("drop its tables instead");
    }
    List<PartitionRef> partitions =
        registry.tables(name).stream()
            .flatMap(table -> registry.find(table.name()).stream())
            .flatMap(table -> table.partitions().stream())
            .toList();
    registry.drop(name);
    written.forget(name);
    eviction.evict(partitions, null);
  }

  public List<StoreRecord> list() {
    return registry.stores();
  }
}
