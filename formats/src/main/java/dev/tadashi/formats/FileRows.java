package dev.tadashi.formats;

import dev.tadashi.formats.spi.RowSink;
import dev.tadashi.model.table.FileInfo;
import dev.tadashi.model.table.FileSlice;
import dev.tadashi.model.table.RowGroupInfo;
import dev.tadashi.model.type.Field;
import dev.tadashi.storage.ObjectStore;
import java.nio.file.Path;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/** Reads all rows of a file that was inspected. Safe for use by many threads. */
public final class FileRows {
  private final Formats formats;

  /**
   * @param scratch folder for short-lived local copies
   */
  public FileRows(BufferAllocator allocator, Path scratch) {
    this.formats = new Formats(allocator, scratch);
  }

  /** Hands out the rows in order, as values of those columns. */
  public void read(
      ObjectStore store, String format, FileInfo file, List<Field> columns, RowSink sink) {
    List<RowGroupInfo> groups = file.rowGroups();
    FileSlice whole =
        new FileSlice(
            file.file().path(),
            file.file().etag(),
            file.file().size(),
            0,
            groups.size(),
            groups.size(),
            file.rows(),
            groups.stream().mapToLong(RowGroupInfo::bytes).sum(),
            0);
    formats.reader(format).read(store, whole, columns, sink);
  }
}
