package dev.tadashi.formats.spi;

import dev.tadashi.model.table.FileInfo;
import dev.tadashi.model.table.FileSlice;
import dev.tadashi.model.table.TableFile;
import dev.tadashi.model.type.Field;
import dev.tadashi.storage.ObjectStore;
import java.util.List;

/** Reads the files of one format. Safe for use by many threads. */
public interface FormatReader {

  /**
   * The file's schema, and its row groups: the units in which it can be read, with their bytes, in
   * order. What cannot be read is an error that names the file and, where it is one, the column or
   * line.
   */
  FileInfo inspect(ObjectStore store, TableFile file);

  /**
   * Hands out the rows of the slice in order: exactly those it promises, or there is an error that
   * names the file.
   *
   * @param columns those wanted, with the types of the table; the file need not have them
   */
  void read(ObjectStore store, FileSlice slice, List<Field> columns, RowSink sink);
}
