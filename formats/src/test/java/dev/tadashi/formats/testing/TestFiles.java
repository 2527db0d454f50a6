package dev.tadashi.formats.testing;

import dev.tadashi.formats.FileInspector;
import dev.tadashi.model.table.FileInfo;
import dev.tadashi.model.table.FileSlice;
import dev.tadashi.model.table.RowGroupInfo;
import dev.tadashi.model.table.TableFile;
import dev.tadashi.storage.FileFormat;
import dev.tadashi.storage.ObjectStore;
import dev.tadashi.storage.ObjectStores;
import dev.tadashi.storage.StorageConfig;
import dev.tadashi.storage.TableFinder;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/** Stores, slices and files for the tests. */
public final class TestFiles {
  private TestFiles() {}

  /** A file made by {@code make_files.py}. */
  public static Path resource(String name) {
    try {
      URI uri = Objects.requireNonNull(TestFiles.class.getResource("/" + name), name).toURI();
      return Path.of(uri);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(name, e);
    }
  }

  public static ObjectStore store(Path folder) {
    return ObjectStores.open("file://" + folder, new StorageConfig(List.of(folder)));
  }

  /** The one file of that path, as the store lists it. */
  public static TableFile listed(ObjectStore store, String path) {
    return TableFinder.find(store, "root").stream()
        .flatMap(table -> table.files().stream())
        .filter(file -> file.path().equals(path))
        .findFirst()
        .orElseThrow();
  }

  /** Some row groups of a file, as the partition cutter would name them. */
  public static FileSlice slice(ObjectStore store, String path, int first, int count) {
    return slice(inspect(store, path), first, count);
  }

  public static FileSlice whole(ObjectStore store, String path) {
    FileInfo info = inspect(store, path);
    return slice(info, 0, info.rowGroups().size());
  }

  public static FileSlice slice(FileInfo info, int first, int count) {
    List<RowGroupInfo> before = info.rowGroups().subList(0, first);
    List<RowGroupInfo> groups = info.rowGroups().subList(first, first + count);
    return new FileSlice(
        info.file().path(),
        info.file().etag(),
        info.file().size(),
        first,
        count,
        info.rowGroups().size(),
        groups.stream().mapToLong(RowGroupInfo::rows).sum(),
        groups.stream().mapToLong(RowGroupInfo::bytes).sum(),
        before.stream().mapToLong(RowGroupInfo::bytes).sum());
  }

  private static FileInfo inspect(ObjectStore store, String path) {
    String format = FileFormat.ofFile(path).orElseThrow().text();
    try (BufferAllocator allocator = new RootAllocator()) {
      Path scratch = Path.of(System.getProperty("java.io.tmpdir"));
      return new FileInspector(allocator, scratch).inspect(store, format, listed(store, path));
    }
  }

  /** Runs DuckDB statements. */
  public static void duckdb(String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
