package dev.tadashi.formats.dataset;

import dev.tadashi.formats.spi.FileErrors;
import dev.tadashi.formats.spi.FileSchema;
import dev.tadashi.formats.spi.FormatReader;
import dev.tadashi.formats.spi.LocalCopy;
import dev.tadashi.formats.spi.RowSink;
import dev.tadashi.model.table.FileInfo;
import dev.tadashi.model.table.FileSlice;
import dev.tadashi.model.table.TableFile;
import dev.tadashi.model.type.Field;
import dev.tadashi.storage.ObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.arrow.dataset.file.FileFormat;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Reads row groups of Parquet files: a whole local file in place when it is small or nothing in it
 * is stored as a dictionary, anything else from a local copy that is deleted before the read
 * returns.
 */
public final class ParquetReader implements FormatReader {
  /** A copy of so few rows costs more than their texts do. */
  private static final long FEW_ROWS = 8 << 10;

  private final BufferAllocator allocator;
  private final Path scratch;

  /**
   * @param scratch folder for short-lived local copies
   */
  public ParquetReader(BufferAllocator allocator, Path scratch) {
    this.allocator = allocator;
    this.scratch = scratch;
  }

  @Override
  public FileInfo inspect(ObjectStore store, TableFile file) {
    ParquetFooter footer = ParquetFooter.read(store, file);
    Schema schema = schema(store, footer);
    return new FileInfo(file, FileSchema.of(file, schema), footer.rowGroups());
  }

  private Schema schema(ObjectStore store, ParquetFooter footer) {
    TableFile file = footer.file();
    Optional<Path> inPlace = store.localPath(file);
    if (inPlace.isPresent()) {
      Schema schema = schema(file, inPlace.get());
      store.verify(file);
      return schema;
    }
    Path copy = SlicedCopy.ofFooter(allocator, footer).write(store, scratch, Set.of());
    try {
      return schema(file, copy);
    } finally {
      LocalCopy.delete(copy, file.path());
    }
  }

  private Schema schema(TableFile file, Path path) {
    try (NativeFile opened = new NativeFile(allocator, FileFormat.PARQUET, path)) {
      return opened.schema();
    } catch (IOException e) {
      throw FileErrors.corrupt(file, FileErrors.firstLine(e), e);
    }
  }

  @Override
  public void read(ObjectStore store, FileSlice slice, List<Field> columns, RowSink sink) {
    ParquetFooter footer = ParquetFooter.read(store, FileErrors.file(slice));
    requirePromised(slice, footer);
    Set<String> present = new HashSet<>(footer.columnNames());
    List<String> wanted = columns.stream().map(Field::name).filter(present::contains).toList();
    if (slice.rows() == 0) {
      return;
    }
    if (wanted.isEmpty()) {
      NativeRows.withoutColumns(slice, sink);
    } else {
      read(store, slice, footer, wanted, sink);
    }
  }

  private void read(
      ObjectStore store, FileSlice slice, ParquetFooter footer, List<String> wanted, RowSink sink) {
    Set<String> asCodes =
        slice.rows() < FEW_ROWS ? Set.of() : DictionaryPages.columns(footer, slice, wanted);
    boolean whole = slice.isWholeFile() && asCodes.isEmpty();
    Optional<Path> inPlace = whole ? store.localPath(footer.file()) : Optional.empty();
    if (inPlace.isPresent()) {
      scan(store, inPlace.get(), slice, footer, wanted, sink);
      store.verify(footer.file());
      return;
    }
    Path copy =
        new SlicedCopy(allocator, footer, slice, Set.copyOf(wanted)).write(store, scratch, asCodes);
    try {
      scan(store, copy, slice, footer, wanted, sink);
    } finally {
      LocalCopy.delete(copy, slice.path());
    }
  }

  /**
   * The copy has the chunks where the source has them, so that one check of pages does for both.
   */
  private void scan(
      ObjectStore store,
      Path local,
      FileSlice slice,
      ParquetFooter footer,
      List<String> wanted,
      RowSink sink) {
    new ParquetPages(footer, local).check(slice, Set.copyOf(wanted));
    new NativeRows(allocator, store, FileFormat.PARQUET).read(local, slice, wanted, sink);
  }

  private static void requirePromised(FileSlice slice, ParquetFooter footer) {
    int groups = footer.metaData().getRow_groupsSize();
    int end = slice.firstRowGroup() + slice.rowGroups();
    if (groups != slice.totalRowGroups()
        || slice.firstRowGroup() < 0
        || end > groups
        || footer.rows(slice.firstRowGroup(), end) != slice.rows()) {
      throw FileErrors.changed(slice);
    }
  }
}
