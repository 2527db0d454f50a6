package dev.tadashi.server.managed;

import dev.tadashi.model.cluster.StoreRecord;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.StoreLocation;
import dev.tadashi.sql.SqlCatalog;
import dev.tadashi.storage.ObjectStore;
import dev.tadashi.storage.ObjectStores;
import dev.tadashi.storage.StorageConfig;
import dev.tadashi.storage.StoreUri;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The stores in which tables are managed: {@code main}, which is always there. */
public final class WritableStores implements AutoCloseable {
  private final Map<String, WritableStore> stores = new ConcurrentHashMap<>();

  private WritableStores() {}

  /**
   * With the store main, whose folder is made when it is not there.
   *
   * @param root a folder or a URI
   */
  public static WritableStores open(@Nullable String root, Path dataDir) {
    String text = root == null ? dataDir.resolve("store").toString() : root;
    String uri = text.contains("://") ? text : "file://" + Path.of(text).toAbsolutePath();
    StoreUri parsed = StoreUri.parse(uri);
    WritableStores all = new WritableStores();
    StoreLocation location =
        ObjectStores.complete(StoreLocation.of(parsed.text()), System.getenv());
    StorageConfig config = new StorageConfig(made(parsed));
    StoreRecord main = StoreRecord.of(SqlCatalog.MAIN, location, Instant.EPOCH);
    all.stores.put(main.name(), new WritableStore(main, ObjectStores.open(location, config)));
    return all;
  }

  /** With this store alone, for tests. */
  static WritableStores of(WritableStore only) {
    WritableStores all = new WritableStores();
    all.stores.put(only.record().name(), only);
    return all;
  }

  private static List<Path> made(StoreUri uri) {
    if (!uri.scheme().equals("file")) {
      return List.of();
    }
    try {
      return List.of(Files.createDirectories(Path.of(uri.path())));
    } catch (IOException e) {
      throw new UncheckedIOException("the folder of the store main cannot be made", e);
    }
  }

  /** What is known of the store main. */
  public StoreRecord main() {
    return require(SqlCatalog.MAIN).record();
  }

  /** Where the store of that name is. */
  public StoreLocation location(String name) {
    return require(name).record().location();
  }

  /** The files of the store of that name, which stay open. */
  public ObjectStore files(String name) {
    return require(name).files();
  }

  Optional<WritableStore> find(String name) {
    return Optional.ofNullable(stores.get(name));
  }

  WritableStore require(String name) {
    return find(name)
        .orElseThrow(() ->
            new TadashiException(
                    ErrorCode.UNSUPPORTED, "tables are not written into the store '" + name + "'")
                .at("store", name)
                .hint("write into main"));
  }

  @Override
  public void close() {
    stores.values().forEach(store -> store.files().close());
  }
}
