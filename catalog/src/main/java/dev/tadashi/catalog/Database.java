package dev.tadashi.catalog;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteOptions;

/**
 * The open RocksDB with its column families. Writes are appended without a sync and are visible at
 * once; {@link #await} returns when they are durable, and only then may they be acknowledged.
 */
final class Database implements AutoCloseable {
  static {
    RocksDB.loadLibrary();
  }

  private final DirectoryLock lock;
  private final DBOptions options;
  private final ColumnFamilyOptions familyOptions;
  private final WriteOptions noSync = new WriteOptions();
  private final RocksDB db;
  private final List<ColumnFamilyHandle> opened;
  private final Map<Family, ColumnFamilyHandle> handles = new EnumMap<>(Family.class);
  private final GroupCommit commit;

  private Database(
      DirectoryLock lock,
      DBOptions options,
      ColumnFamilyOptions familyOptions,
      RocksDB db,
      List<ColumnFamilyHandle> opened,
      List<ColumnFamilyDescriptor> descriptors) {
    this.lock = lock;
    this.options = options;
    this.familyOptions = familyOptions;
    this.db = db;
    this.opened = opened;
    this.commit = new GroupCommit(db::syncWal);
    Map<String, ColumnFamilyHandle> byName = new HashMap<>();
    for (int i = 0; i < opened.size(); i++) {
      byName.put(text(descriptors.get(i).getName()), opened.get(i));
    }
    for (Family family : Family.values()) {
      handles.put(family, byName.get(text(family.bytes())));
    }
  }

  static Database open(Path directory) {
    DirectoryLock lock = DirectoryLock.take(directory);
    DBOptions options =
        new DBOptions()
            .setCreateIfMissing(true)
            .setCreateMissingColumnFamilies(true)
            .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
            .setKeepLogFileNum(4)
            .setMaxTotalWalSize(64L << 20);
    ColumnFamilyOptions families = new ColumnFamilyOptions().setWriteBufferSize(8L << 20);
    List<ColumnFamilyHandle> opened = new ArrayList<>();
    try {
      List<ColumnFamilyDescriptor> descriptors = descriptors(directory, families);
      RocksDB db = RocksDB.open(options, directory.toString(), descriptors, opened);
      return new Database(lock, options, families, db, opened, descriptors);
    } catch (RocksDBException e) {
      families.close();
      options.close();
      lock.close();
      throw failure("cannot be opened", e).at("directory", directory.toString());
    }
  }

  /** Ours, and whatever a newer version may have left: RocksDB wants all of them opened. */
  private static List<ColumnFamilyDescriptor> descriptors(
      Path directory, ColumnFamilyOptions families) throws RocksDBException {
    List<String> names = new ArrayList<>(List.of(text(RocksDB.DEFAULT_COLUMN_FAMILY)));
    for (Family family : Family.values()) {
      names.add(text(family.bytes()));
    }
    try (Options plain = new Options()) {
      for (byte[] there : RocksDB.listColumnFamilies(plain, directory.toString())) {
        if (!names.contains(text(there))) {
          names.add(text(there));
        }
      }
    }
    return names.stream()
        .map(name -> new ColumnFamilyDescriptor(name.getBytes(StandardCharsets.UTF_8), families))
        .toList();
  }

  byte @Nullable [] get(Family family, String key) {
    try {
      return db.get(handle(family), bytes(key));
    } catch (RocksDBException e) {
      throw failure("cannot be read", e);
    }
  }

  /** Appends a batch as a whole; not durable before {@link #await}. */
  void append(Batch batch) {
    try (batch) {
      db.write(noSync, batch.writes());
    } catch (RocksDBException e) {
      throw failure("cannot be written", e);
    }
  }

  /** Returns once all that the calling thread appended is durable. */
  void await() {
    commit.await();
  }

  /** Appends and waits until it is durable. */
  void write(Batch batch) {
    boolean empty = batch.isEmpty();
    append(batch);
    if (!empty) {
      await();
    }
  }

  Batch batch() {
    return new Batch(this);
  }

  /** All records whose key starts with the prefix, in key order. */
  <T> List<T> scan(Family family, String prefix, BiFunction<String, byte[], T> reader) {
    List<T> found = new ArrayList<>();
    try (RocksIterator rows = db.newIterator(handle(family))) {
      for (rows.seek(bytes(prefix)); rows.isValid(); rows.next()) {
        String key = text(rows.key());
        if (!key.startsWith(prefix)) {
          break;
        }
        found.add(reader.apply(key, rows.value()));
      }
      check(rows);
    }
    return found;
  }

  /** Walks forwards from the first key while it is wanted. */
  void scan(Family family, Visitor visitor) {
    try (RocksIterator rows = db.newIterator(handle(family))) {
      rows.seekToFirst();
      while (rows.isValid() && visitor.visit(text(rows.key()), rows.value())) {
        rows.next();
      }
      check(rows);
    }
  }

  /** Walks backwards from the last key before {@code before} (all when null) while it is wanted. */
  void scanBack(Family family, @Nullable String before, Visitor visitor) {
    try (RocksIterator rows = db.newIterator(handle(family))) {
      if (before == null) {
        rows.seekToLast();
      } else {
        rows.seekForPrev(bytes(before));
        if (rows.isValid() && text(rows.key()).equals(before)) {
          rows.prev();
        }
      }
      while (rows.isValid() && visitor.visit(text(rows.key()), rows.value())) {
        rows.prev();
      }
      check(rows);
    }
  }

  /** Sees a record; false ends the walk. */
  interface Visitor {
    boolean visit(String key, byte[] value);
  }

  private static void check(RocksIterator rows) {
    try {
      rows.status();
    } catch (RocksDBException e) {
      throw failure("cannot be read", e);
    }
  }

  ColumnFamilyHandle handle(Family family) {
    return java.util.Objects.requireNonNull(handles.get(family));
  }

  long syncs() {
    return commit.syncs();
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  static TadashiException failure(String what, RocksDBException e) {
    return new TadashiException(
        ErrorCode.CATALOG_FAILURE, "the catalog " + what + ": " + e.getMessage(), e);
  }

  @Override
  public void close() {
    opened.forEach(ColumnFamilyHandle::close);
    db.close();
    noSync.close();
    familyOptions.close();
    options.close();
    lock.close();
  }
}
