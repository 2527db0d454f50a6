package dev.tadashi.formats.text;

import dev.tadashi.formats.spi.FileErrors;
import dev.tadashi.formats.spi.FormatReader;
import dev.tadashi.formats.spi.RowSink;
import dev.tadashi.model.table.FileInfo;
import dev.tadashi.model.table.FileSlice;
import dev.tadashi.model.table.TableFile;
import dev.tadashi.model.type.Field;
import dev.tadashi.storage.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/** Values with separators between them, a header line first. */
public final class CsvFormat implements FormatReader {
  private final BufferAllocator allocator;
  private final CsvGroups groups;

  /**
   * @param scratch folder for short-lived local copies
   */
  public CsvFormat(BufferAllocator allocator, Path scratch) {
    this(allocator, new CsvGroups(scratch, CsvGroups.BYTES));
  }

  CsvFormat(BufferAllocator allocator, CsvGroups groups) {
    this.allocator = allocator;
    this.groups = groups;
  }

  @Override
  public FileInfo inspect(ObjectStore store, TableFile file) {
    TextFile text = new TextFile(store, file);
    try {
      CsvHeader header = CsvHeader.read(text);
      CsvInference inference = new CsvInference(file, header.names());
      GroupCounter counter = new GroupCounter(groups.starts(text, header));
      try (InputStream in = text.open();
          CsvRecords records = new CsvRecords(file, header.separator(), in, inference)) {
        skipHeader(records, text);
        while (records.next()) {
          inference.requireWidth(records.line(), records.count());
          counter.row(records.line());
        }
      }
      return new FileInfo(file, inference.schema(), counter.groups(file.size()));
    } catch (IOException e) {
      throw text.failed(e);
    }
  }

  private static void skipHeader(CsvRecords records, TextFile text) throws IOException {
    if (!records.skip()) {
      throw FileErrors.corrupt(text.file(), "it has no header line");
    }
  }

  @Override
  public void read(ObjectStore store, FileSlice slice, List<Field> columns, RowSink sink) {
    TextFile text = new TextFile(store, FileErrors.file(slice));
    try (TextRows rows = new TextRows(allocator, columns, sink)) {
      read(text, slice, rows);
      rows.end(slice);
    } catch (IOException e) {
      throw text.failed(e);
    }
  }

  private static void read(TextFile text, FileSlice slice, TextRows rows) throws IOException {
    CsvHeader header = CsvHeader.read(text);
    CsvValues values = new CsvValues(text.file(), slice.firstRowGroup() == 0, header.names(), rows);
    try (InputStream in = text.open(slice.offset(), slice.offset() + slice.bytes());
        CsvRecords records = new CsvRecords(text.file(), header.separator(), in, values)) {
      if (slice.firstRowGroup() == 0) {
        skipHeader(records, text);
      }
      while (records.next()) {
        rows.endRow(records.bytes());
      }
    }
  }
}
