package dev.tadashi.formats;

import dev.tadashi.model.table.FileInfo;
import dev.tadashi.model.table.FileSlice;
import dev.tadashi.model.table.TableFile;
import dev.tadashi.model.type.Schema;
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

/** Stores, slices and files for the tests. */
final class TestFiles {
  private TestFiles() {}

  /** A file made by {@code make_files.py}. */
  static Path resource(String name) {
    try {
      URI uri = Objects.requireNonNull(TestFiles.class.getResource("/" + name), name).toURI();
      return Path.of(uri);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(name, e);
    }
  }

  static ObjectStore store(Path folder) {
    return ObjectStores.open("file://" + folder, new StorageConfig(List.of(folder)));
  }

  /** The one file of that path, as the store lists it. */
  static TableFile listed(ObjectStore store, String path) {
    return TableFinder.find(store).stream()
        .flatMap(table -> table.files().stream())
        .filter(file -> file.path().equals(path))
        .findFirst()
        .orElseThrow();
  }

  /** Some row groups of a file, as the partition cutter would name them. */
  static FileSlice slice(ObjectStore store, String path, int first, int count) {
    TableFile file = listed(store, path);
    ParquetFooter footer = ParquetFooter.read(store, file);
    int total = footer.metaData().getRow_groupsSize();
    long rows = footer.rows(first, first + count);
    return new FileSlice(path, file.etag(), file.size(), first, count, total, rows, 1);
  }

  static FileSlice whole(ObjectStore store, String path) {
    FileInfo info =
        new FileInfo(
            listed(store, path),
            new Schema(List.of()),
            ParquetFooter.read(store, listed(store, path)).rowGroups());
    return slice(store, path, 0, info.rowGroups().size());
  }

  /** Runs DuckDB statements. */
  static void duckdb(String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
