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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The stores in which tables are managed: {@code main}, which is always there, and those that were
 * registered so. They are opened when they are needed first and stay open.
 */
public final class WritableStores implements AutoCloseable {
  private final StoreRecord main;
  private final Supplier<List<StoreRecord>> registered;
  private final StorageConfig storage;
  private final Map<String, WritableStore> opened = new ConcurrentHashMap<>();

  private WritableStores(
      WritableStore main, Supplier<List<StoreRecord>> registered, StorageConfig storage) {
    this.main = main.record();
    this.registered = registered;
    this.storage = storage;
    opened.put(main.record().name(), main);
  }

  /**
   * With the store main, whose folder is made when it is not there.
   *
   * @param root a folder or a URI
   * @param registered all stores
   * @param storage where the others may be
   */
  public static WritableStores open(
      @Nullable String root,
      Path dataDir,
      Supplier<List<StoreRecord>> registered,
      StorageConfig storage) {
    String text = root == null ? dataDir.resolve("store").toString() : root;
    String uri = text.contains("://") ? text : "file://" + Path.of(text).toAbsolutePath();
    StoreUri parsed = StoreUri.parse(uri);
    StoreLocation location =
        ObjectStores.complete(StoreLocation.of(parsed.text()), System.getenv());
    ObjectStore files = ObjectStores.open(location, new StorageConfig(made(parsed)));
    StoreRecord main = StoreRecord.of(SqlCatalog.MAIN, location, true, Instant.EPOCH);
    return new WritableStores(new WritableStore(main, files), registered, storage);
  }

  /** With this store alone, for tests. */
  static WritableStores of(WritableStore only) {
    return new WritableStores(only, List::of, new StorageConfig(List.of()));
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
    return main;
  }

  /** All of them by name. */
  public List<String> names() {
    return registered.get().stream()
        .filter(store -> store.writable() || store.name().equals(main.name()))
        .map(StoreRecord::name)
        .toList();
  }

  /** Where the store of that name is. */
  public StoreLocation location(String name) {
    return require(name).record().location();
  }

  /** The files of the store of that name, which stay open. */
  public ObjectStore files(String name) {
    return require(name).files();
  }

  /** Whether tables are written into the store of that name. */
  boolean has(String name) {
    return opened.containsKey(name) || registered(name).filter(StoreRecord::writable).isPresent();
  }

  private Optional<StoreRecord> registered(String name) {
    return registered.get().stream().filter(store -> store.name().equals(name)).findFirst();
  }

  WritableStore require(String name) {
    WritableStore there = opened.get(name);
    return there == null ? opened.computeIfAbsent(name, this::open) : there;
  }

  private WritableStore open(String name) {
    StoreRecord store =
        registered(name)
            .orElseThrow(() ->
                new TadashiException(
                        ErrorCode.UNKNOWN_STORE, "there is no object store '" + name + "'")
                    .at("store", name)
                    .hint("tables are written into " + String.join(", ", names())));
    if (!store.writable()) {
      throw new TadashiException(
              ErrorCode.UNSUPPORTED, "the object store '" + name + "' is not writable")
          .at("store", name)
          .hint("drop it and register it again with \"writable\": true, or write into main");
    }
    return new WritableStore(store, ObjectStores.open(store.location(), storage));
  }

  /** Closes a store that is no longer registered. */
  void forget(String name) {
    WritableStore gone = opened.remove(name);
    if (gone != null) {
      gone.files().close();
    }
  }

  @Override
  public void close() {
    opened.values().forEach(store -> store.files().close());
  }
}
