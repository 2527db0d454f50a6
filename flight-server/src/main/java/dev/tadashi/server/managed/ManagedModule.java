package dev.tadashi.server.managed;

import dev.tadashi.catalog.Catalog;
import dev.tadashi.catalog.IngestRecord;
import dev.tadashi.catalog.PointerRecord;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.ingest.IngestMode;
import dev.tadashi.model.ingest.IngestResult;
import dev.tadashi.model.ingest.WrittenRows;
import dev.tadashi.model.table.PartitionRef;
import dev.tadashi.model.table.TableName;
import dev.tadashi.model.table.TableState;
import dev.tadashi.model.table.WrittenFile;
import dev.tadashi.model.type.Schema;
import dev.tadashi.server.table.TableRegistry;
import dev.tadashi.tables.IcebergTable;
import dev.tadashi.tables.TableContent;
import dev.tadashi.tables.TableSchemas;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The managed tables of all stores that are written. */
public final class ManagedModule implements ManagedTables {
  private static final Logger LOG = LoggerFactory.getLogger(ManagedModule.class);

  private final Catalog catalog;
  private final TableRegistry registry;
  private final WritableStores stores;
  private final CatalogPointers pointers;
  private final InstantSource clock;
  private final Consumer<List<PartitionRef>> gone;
  private final Map<TableName, ManagedTable> tables = new ConcurrentHashMap<>();
  private final OpenUploads uploads = new OpenUploads();

  /**
   * @param gone takes partitions that are in no table any more
   */
  public ManagedModule(
      Catalog catalog,
      TableRegistry registry,
      WritableStores stores,
      InstantSource clock,
      Consumer<List<PartitionRef>> gone) {
    this.catalog = catalog;
    this.registry = registry;
    this.stores = stores;
    this.pointers = new CatalogPointers(catalog.managed(), clock);
    this.clock = clock;
    this.gone = gone;
  }

  /** Publishes all tables as they were committed last, many at a time. */
  public void restore(Executor threads) {
    CompletableFuture.allOf(
            names().stream()
                .map(name -> CompletableFuture.runAsync(() -> restore(name), threads))
                .toArray(CompletableFuture<?>[]::new))
        .join();
  }

  /** Tries again to read the tables that could not be read. */
  public void restoreFailed() {
    names().stream()
        .filter(name ->
            registry
                .find(name)
                .filter(table -> table.record().state() == TableState.FAILED)
                .isPresent())
        .forEach(this::restore);
  }

  /** Publishes a table as it was committed last. */
  void restore(TableName name) {
    try {
      table(name).restore();
    } catch (RuntimeException e) {
      LOG.error("the table {} cannot be read", name, e);
      Publisher.fail(registry, name, TadashiException.wrap(e).detail(), clock.instant());
    }
  }

  /** Forgets the tables of a store as they were read. */
  void forget(String store) {
    tables.keySet().removeIf(name -> name.store().equals(store));
  }

  @Override
  public Upload begin(TableName table, Schema columns, IngestMode mode, String ingestId) {
    return begin(table, columns, mode, ingestId, "");
  }

  @Override
  public Upload begin(
      TableName table, Schema columns, IngestMode mode, String ingestId, String statement) {
    TableNames.check(table);
    WritableStore store = stores.require(table.store());
    requireOwn(table);
    String request = Writes.request(mode, columns.fields(), statement);
    Optional<IngestRecord> known = catalog.managed().write(table, ingestId);
    @Nullable IngestRecord first =
        known.map(write -> Writes.first(write, request, table)).orElse(null);
    Schema schema = first == null ? schema(table, columns, mode) : schemaOfRepeat(table, columns);
    Upload upload =
        new Upload(
            UUID.randomUUID().toString(),
            table,
            schema,
            mode,
            store.record().location(),
            table.table() + "/data",
            ingestId,
            request,
            first);
    if (first == null) {
      uploads.begun(upload);
    }
    return upload;
  }

  /** Tables of plain files are read only, and so is what lies in their folders. */
  private void requireOwn(TableName table) {
    if (registry.isManaged(table)) {
      return;
    }
    boolean taken =
        registry.tables(table.store()).stream()
            .map(there -> there.name().table())
            .anyMatch(name -> name.equals(table.table()) || name.startsWith(table.table() + "/"));
    if (taken) {
      throw new TadashiException(
              ErrorCode.UNSUPPORTED, "the table '" + table + "' is files, which are only read")
          .at("table", table.toString())
          .hint("write into a table of another name");
    }
  }

  private Schema schema(TableName table, Schema columns, IngestMode mode) {
    Optional<TableContent> there = table(table).content();
    return switch (mode) {
      case CREATE -> {
        if (there.isPresent()) {
          throw Writes.exists(table);
        }
        yield TableSchemas.stored(columns);
      }
      case REPLACE -> TableSchemas.stored(columns);
      case APPEND -> fitting(table, table(table).require(), columns);
      case CREATE_APPEND ->
          there.isPresent() ? fitting(table, there.get(), columns) : TableSchemas.stored(columns);
    };
  }

  /** The table's columns, which those of the first write were, unless others replaced them. */
  private Schema schemaOfRepeat(TableName table, Schema columns) {
    return table(table)
        .content()
        .map(TableContent::schema)
        .filter(there -> SchemaFit.fits(table, there, columns))
        .orElseGet(() -> TableSchemas.stored(columns));
  }

  private static Schema fitting(TableName table, TableContent there, Schema columns) {
    SchemaFit.check(table, there.schema(), columns);
    return there.schema();
  }

  @Override
  public IngestResult commit(Upload upload, WrittenRows rows) {
    return ending(upload, new Change.Write(upload, rows));
  }

  @Override
  public IngestResult replaceFiles(Upload upload, List<String> removed, List<WrittenFile> files) {
    return ending(upload, new Change.Rewrite(upload, Set.copyOf(removed), files, false));
  }

  /**
   * Puts files in the place of others that hold the same rows; WRITE_CONFLICT as for {@link
   * #replaceFiles}.
   */
  public IngestResult join(Upload upload, Set<String> removed, List<WrittenFile> files) {
    return ending(upload, new Change.Rewrite(upload, removed, files, true));
  }

  @Override
  public List<IngestResult> commit(List<Part> parts, List<WrittenFile> files) {
    Parts together = new Parts(parts, files);
    List<Upload> all = parts.stream().map(Part::upload).toList();
    return together.answers(ending(all, new Change.Together(together)).snapshot());
  }

  private IngestResult ending(Upload upload, Change change) {
    return ending(List.of(upload), change);
  }

  private IngestResult ending(List<Upload> all, Change change) {
    all.forEach(uploads::committing);
    try {
      IngestResult result = table(all.getFirst().table()).submit(change);
      all.forEach(uploads::ended);
      return result;
    } catch (TadashiException e) {
      all.forEach(upload -> uploads.failed(upload, e));
      throw e;
    }
  }

  @Override
  public void abandon(Upload upload, List<String> paths) {
    if (uploads.given(upload)) {
      discard(upload, paths);
    }
  }

  @Override
  public void discard(Upload upload, List<String> paths) {
    paths.forEach(stores.require(upload.table().store()).files()::delete);
  }

  @Override
  public long snapshot(TableName table) {
    return table(table).require().snapshot();
  }

  @Override
  public void drop(TableName table) {
    table(table).submit(new Change.Drop());
  }

  @Override
  public IngestResult truncate(TableName table) {
    return table(table).submit(new Change.Truncate());
  }

  /** The table of that name, whether it is there or not. */
  ManagedTable table(TableName name) {
    WritableStore store = stores.require(name.store());
    return tables.computeIfAbsent(
        name,
        each ->
            new ManagedTable(
                each,
                () -> IcebergTable.open(pointers, store.files(), each),
                catalog.managed(),
                publisher(each)));
  }

  private Publisher publisher(TableName name) {
    return new Publisher(registry, stores.require(name.store()), clock, gone);
  }

  /** The tables that are there. */
  public List<TableName> names() {
    return catalog.managed().pointers().stream()
        .filter(pointer -> pointer.metadata() != null)
        .map(PointerRecord::table)
        .filter(name -> stores.has(name.store()))
        .toList();
  }

  OpenUploads uploads() {
    return uploads;
  }
}
