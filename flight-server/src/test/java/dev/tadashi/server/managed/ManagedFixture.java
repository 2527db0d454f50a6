package dev.tadashi.server.managed;

import dev.tadashi.catalog.Catalog;
import dev.tadashi.model.ingest.IngestMode;
import dev.tadashi.model.ingest.IngestResult;
import dev.tadashi.model.ingest.RowSum;
import dev.tadashi.model.ingest.WrittenRows;
import dev.tadashi.model.table.PartitionRef;
import dev.tadashi.model.table.PartitionStatistics;
import dev.tadashi.model.table.RowGroupInfo;
import dev.tadashi.model.table.TableFile;
import dev.tadashi.model.table.TableName;
import dev.tadashi.model.table.WrittenFile;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.Schema;
import dev.tadashi.model.type.SimpleType;
import dev.tadashi.server.table.StoredTable;
import dev.tadashi.server.table.TableRegistry;
import dev.tadashi.storage.ObjectStore;
import dev.tadashi.storage.ObjectStores;
import dev.tadashi.storage.ObjectWriter;
import dev.tadashi.storage.StorageConfig;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** Managed tables of a data directory, with files that hold a few bytes and are never read. */
final class ManagedFixture implements AutoCloseable {
  static final TableName NAME = new TableName("main", "sales");
  static final Schema COLUMNS =
      new Schema(
          List.of(Field.of("id", SimpleType.INT64), Field.of("carrier", SimpleType.VARCHAR)));

  final Path dir;
  final List<PartitionRef> gone = new CopyOnWriteArrayList<>();
  private final UnaryOperator<ObjectStore> through;
  private Catalog catalog;
  private WritableStores stores;
  private ObjectStore files;
  TableRegistry registry;
  ManagedModule tables;

  ManagedFixture(Path dir) {
    this(dir, store -> store);
  }

  /** Whose store is seen through another. */
  ManagedFixture(Path dir, UnaryOperator<ObjectStore> through) {
    this.dir = dir;
    this.through = through;
    start();
  }

  private void start() {
    catalog = Catalog.open(dir.resolve("catalog"));
    WritableStore main =
        WritableStores.open(null, dir, List::of, new StorageConfig(List.of())).require("main");
    stores = WritableStores.of(new WritableStore(main.record(), through.apply(main.files())));
    registry = new TableRegistry(catalog);
    registry.addOwn(stores.main());
    tables = new ManagedModule(catalog, registry, stores, InstantSource.system(), gone::addAll);
    tables.restore(Runnable::run);
    files = ObjectStores.open("file://" + root(), new StorageConfig(List.of(root())));
  }

  Path root() {
    return dir.resolve("store");
  }

  Catalog catalog() {
    return catalog;
  }

  ObjectStore files() {
    return files;
  }

  WritableStores stores() {
    return stores;
  }

  /** Stops and starts again on the same directory. */
  void restart() {
    close();
    start();
  }

  /** Writes these rows, a file each. */
  IngestResult write(IngestMode mode, String id, long... rows) {
    return write(COLUMNS, mode, id, rows);
  }

  IngestResult write(Schema columns, IngestMode mode, String id, long... rows) {
    Upload upload = tables.begin(NAME, columns, mode, id);
    return upload.first() != null
        ? upload.first().result().again()
        : tables.commit(upload, written(files(upload, rows)));
  }

  /** Files without sums. */
  static WrittenRows written(List<WrittenFile> files) {
    long rows = files.stream().mapToLong(WrittenFile::rows).sum();
    return new WrittenRows(files, List.of(new RowSum(rows, rows)));
  }

  List<WrittenFile> files(Upload upload, long... rows) {
    List<WrittenFile> written = new ArrayList<>();
    for (long count : rows) {
      String path = upload.folder() + "/" + upload.id() + "-" + UUID.randomUUID() + ".parquet";
      try (ObjectWriter writer = files.create(path)) {
        writer.write(ByteBuffer.wrap(new byte[10]));
        TableFile file = writer.finish();
        written.add(
            new WrittenFile(
                path,
                file.size(),
                file.etag(),
                count,
                List.of(new RowGroupInfo(count, 10)),
                new PartitionStatistics(NAME, "", count, List.of())));
      }
    }
    return written;
  }

  Optional<StoredTable> found() {
    return registry.find(NAME);
  }

  /** Rows that a reader would see now. */
  long rows() {
    return found().orElseThrow().partitions().stream().mapToLong(PartitionRef::rows).sum();
  }

  /** Data files that are in the store. */
  Set<String> stored() {
    Set<String> paths = new HashSet<>();
    FolderFiles.of(files, "").forEach(file -> paths.add(file.path()));
    return paths;
  }

  @Override
  public void close() {
    files.close();
    stores.close();
    catalog.close();
  }
}
