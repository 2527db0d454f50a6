package dev.tadashi.storage.cache;

import dev.tadashi.model.table.StoreLocation;
import dev.tadashi.model.table.TableFile;
import dev.tadashi.storage.IoErrors;
import dev.tadashi.storage.ObjectStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The local copies of one process, in a folder of its own that starts empty. A copy belongs to one
 * content (store, path, ETag) and fills block by block; the least recently used copies go when room
 * is needed for others. What finds no room is read past the cache, so that the limit always holds.
 */
public final class LocalCache implements AutoCloseable {
  private final Path folder;
  private final long limit;
  private final Map<String, CachedFile> files = new HashMap<>();
  private final ExecutorService fetchers =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("fetch-", 0).factory());
  private long bytes;
  private long clock;

  private LocalCache(Path folder, long limit) {
    this.folder = folder;
    this.limit = limit;
  }

  /**
   * Makes the folder when it is absent, and forgets what an earlier process left in it.
   *
   * @param limit bytes on disk
   */
  public static LocalCache open(Path folder, long limit) {
    try {
      Files.createDirectories(folder);
      try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, "*.blocks")) {
        for (Path file : left) {
          Files.delete(file);
        }
      }
      return new LocalCache(folder, limit);
    } catch (IOException e) {
      throw IoErrors.of(e, folder.toString());
    }
  }

  /** The store with its reads going through this cache. Closing it closes the store given. */
  public ObjectStore over(ObjectStore remote, StoreLocation location) {
    String identity = location.uri() + '\n' + location.endpoint() + '\n' + location.region();
    return new CachedStore(this, remote, identity);
  }

  ExecutorService fetchers() {
    return fetchers;
  }

  /** The copy of a content, kept until it is released. */
  synchronized CachedFile acquire(String store, TableFile file) {
    String key = store + '\n' + file.path() + '\n' + file.etag() + '\n' + file.size();
    CachedFile copy = files.computeIfAbsent(key, name -> create(name, file));
    copy.users++;
    copy.used = ++clock;
    return copy;
  }

  private CachedFile create(String key, TableFile file) {
    UUID name = UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8));
    return new CachedFile(key, folder.resolve(name + ".blocks"), file);
  }

  synchronized void release(CachedFile copy) {
    copy.users--;
    if (copy.users == 0) {
      copy.idle();
    }
  }

  /** Makes room for so many more bytes; false when copies in use leave none. */
  synchronized boolean reserve(long wanted) {
    if (bytes + wanted > limit && wanted <= limit) {
      shrinkTo(limit - wanted);
    }
    boolean room = bytes + wanted <= limit;
    bytes += room ? wanted : 0;
    return room;
  }

  /** Drops copies that nobody uses, the least recently used first, as far as that takes. */
  private void shrinkTo(long most) {
    List<CachedFile> idle = new ArrayList<>();
    files.values().stream().filter(copy -> copy.users == 0).forEach(idle::add);
    idle.sort(Comparator.comparingLong((CachedFile copy) -> copy.used).reversed());
    while (bytes > most && !idle.isEmpty()) {
      drop(idle.removeLast());
    }
  }

  /** Gives back room whose bytes did not arrive. */
  synchronized void unreserve(long unused) {
    bytes -= unused;
  }

  private void drop(CachedFile copy) {
    files.remove(copy.key());
    bytes -= copy.bytes();
    copy.delete();
  }

  /** Bytes on disk or about to be. */
  public synchronized long bytes() {
    return bytes;
  }

  /** How many contents have a copy. */
  public synchronized int size() {
    return files.size();
  }

  @Override
  public void close() {
    fetchers.close();
    synchronized (this) {
      List.copyOf(files.values()).forEach(this::drop);
    }
  }
}
