package dev.tadashi.formats;

import dev.tadashi.formats.spi.FileErrors;
import dev.tadashi.model.table.FileInfo;
import dev.tadashi.model.table.TableFile;
import dev.tadashi.storage.ObjectStore;
import java.nio.file.Path;
import org.apache.arrow.memory.BufferAllocator;

/**
 * Finds out what is in a file: its schema as the reader will hand it out, and its row groups. Safe
 * for use by many threads.
 */
public final class FileInspector {
  private final Formats formats;

  /**
   * @param scratch folder for short-lived local copies
   */
  public FileInspector(BufferAllocator allocator, Path scratch) {
    this.formats = new Formats(allocator, scratch);
  }

  /** Describes the file, or fails with an error that names it and, where it is one, the column. */
  public FileInfo inspect(ObjectStore store, String format, TableFile file) {
    if (file.size() == 0) {
      throw FileErrors.corrupt(file, "it is empty");
    }
    return formats.reader(format).inspect(store, file);
  }
}
