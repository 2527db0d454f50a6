package dev.tadashi.formats;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.FileSlice;
import dev.tadashi.model.table.TableFile;
import dev.tadashi.storage.ObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.ipc.ArrowReader;

/**
 * Reads row groups of a file of a store: a whole local file in place when nothing in it is stored
 * as a dictionary, anything else from a local copy that is deleted before the read returns. The
 * rows read are exactly those the slice promises, all of one content of the file, or there is an
 * error that names it.
 */
final class SliceReader {
  private final BufferAllocator allocator;
  private final ObjectStore store;
  private final Path scratch;

  /**
   * @param scratch folder for local copies
   */
  SliceReader(BufferAllocator allocator, ObjectStore store, Path scratch) {
    this.allocator = allocator;
    this.store = store;
    this.scratch = scratch;
  }

  /** Reads the named columns, batch by batch in the order of the rows. */
  void read(FileSlice slice, List<String> columns, NativeFile.Batches batches) {
    TableFile file = new TableFile(slice.path(), slice.size(), slice.etag());
    ParquetFooter footer = ParquetFooter.read(store, file);
    requirePromised(slice, footer);
    if (slice.rows() == 0) {
      return;
    }
    Set<String> asCodes = DictionaryPages.columns(footer, slice, columns);
    boolean whole = slice.isWholeFile() && asCodes.isEmpty();
    Optional<Path> inPlace = whole ? store.localPath(file) : Optional.empty();
    if (inPlace.isPresent()) {
      scan(inPlace.get(), slice, columns, batches);
      store.verify(file);
    } else {
      Path copy =
          new SlicedCopy(allocator, footer, slice, Set.copyOf(columns))
              .write(store, scratch, asCodes);
      scanCopy(copy, slice, columns, batches);
    }
  }

  private static void requirePromised(FileSlice slice, ParquetFooter footer) {
    int groups = footer.metaData().getRow_groupsSize();
    int end = slice.firstRowGroup() + slice.rowGroups();
    if (groups != slice.totalRowGroups()
        || slice.firstRowGroup() < 0
        || end > groups
        || footer.rows(slice.firstRowGroup(), end) != slice.rows()) {
      throw changed(slice);
    }
  }

  private void scanCopy(
      Path copy, FileSlice slice, List<String> columns, NativeFile.Batches batches) {
    try {
      scan(copy, slice, columns, batches);
    } finally {
      FileInspector.delete(copy, slice.path());
    }
  }

  private void scan(Path local, FileSlice slice, List<String> columns, NativeFile.Batches batches) {
    RowCount count = new RowCount(batches);
    try (NativeFile file = new NativeFile(allocator, local)) {
      file.scan(columns, count);
    } catch (OutOfMemoryException e) {
      throw new TadashiException(
              ErrorCode.MEMORY_EXCEEDED, "no memory is left to load '" + slice.path() + "'", e)
          .at("file", slice.path())
          .hint("give the worker more --memory, or load fewer columns");
    } catch (IOException e) {
      throw unreadable(slice, e);
    }
    if (count.rows != slice.rows()) {
      throw changed(slice);
    }
  }

  private static final class RowCount implements NativeFile.Batches {
    private final NativeFile.Batches next;
    private long rows;

    RowCount(NativeFile.Batches next) {
      this.next = next;
    }

    @Override
    public void accept(ArrowReader reader) throws IOException {
      rows += reader.getVectorSchemaRoot().getRowCount();
      next.accept(reader);
    }
  }

  /** Nonsense out of a file that was replaced while it was read is the replacement's fault. */
  private TadashiException unreadable(FileSlice slice, IOException why) {
    TableFile file = new TableFile(slice.path(), slice.size(), slice.etag());
    store.verify(file);
    return ParquetFooter.corrupt(file, firstLine(why), why);
  }

  static String firstLine(IOException why) {
    String message = why.getMessage() == null ? why.toString() : why.getMessage();
    return message.lines().findFirst().orElse(message);
  }

  private static TadashiException changed(FileSlice slice) {
    return new TadashiException(
            ErrorCode.FILE_CHANGED,
            "'" + slice.path() + "' does not hold the rows it was listed with")
        .at("file", slice.path())
        .hint("register the store again to see the files as they are now");
  }
}
