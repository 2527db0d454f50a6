package dev.tadashi.formats.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tadashi.engine.column.Column;
import dev.tadashi.formats.DictionaryRegistry;
import dev.tadashi.formats.FileInspector;
import dev.tadashi.formats.LoadProgress;
import dev.tadashi.formats.PartitionLoader;
import dev.tadashi.model.table.FileInfo;
import dev.tadashi.model.table.FileSlice;
import dev.tadashi.model.table.PartitionRef;
import dev.tadashi.model.table.StoreLocation;
import dev.tadashi.model.table.TableName;
import dev.tadashi.model.type.Field;
import dev.tadashi.storage.FileFormat;
import dev.tadashi.storage.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A store's folder, a scratch folder and an allocator, of which nothing may be left. */
public abstract class LoaderFixture {
  protected final BufferAllocator allocator = new RootAllocator();
  protected final DictionaryRegistry dictionaries = new DictionaryRegistry(allocator);
  @TempDir private Path temp;
  protected Path root;
  protected Path scratch;

  @BeforeEach
  void makeFolders() throws IOException {
    root = Files.createDirectory(temp.resolve("root"));
    scratch = Files.createDirectory(temp.resolve("scratch"));
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    assertThat(allocator.getAllocatedMemory()).isZero();
    allocator.close();
    try (Stream<Path> copies = Files.list(scratch)) {
      assertThat(copies).isEmpty();
    }
  }

  protected static LoadProgress counting(AtomicLong rows) {
    return new LoadProgress() {
      @Override
      public void rowsLoaded(long more) {
        rows.addAndGet(more);
      }

      @Override
      public boolean cancelled() {
        return false;
      }
    };
  }

  protected final FileInspector inspector() {
    return new FileInspector(allocator, scratch);
  }

  protected final PartitionLoader loader() {
    return new PartitionLoader(allocator, dictionaries, scratch);
  }

  private static String formatOf(String path) {
    return FileFormat.ofFile(path).orElseThrow().text();
  }

  protected final FileInfo inspect(ObjectStore store, String path) {
    return inspector().inspect(store, formatOf(path), TestFiles.listed(store, path));
  }

  protected static PartitionRef partition(List<FileSlice> slices) {
    return partition("parquet", slices);
  }

  protected static PartitionRef partition(String format, List<FileSlice> slices) {
    TableName table = new TableName("s", "t");
    return new PartitionRef("id", table, StoreLocation.of("file:///x"), format, slices);
  }

  protected final Map<String, List<String>> load(
      ObjectStore store, FileSlice slice, List<Field> columns) {
    Map<String, Column> loaded =
        loader()
            .load(
                store,
                partition(formatOf(slice.path()), List.of(slice)),
                columns,
                LoadProgress.none());
    Map<String, List<String>> texts = new LinkedHashMap<>();
    loaded.forEach((name, column) -> texts.put(name, ColumnValues.ours(column, allocator)));
    loaded.values().forEach(Column::close);
    return texts;
  }
}
