package dev.tadashi.formats.dataset;

import dev.tadashi.formats.spi.ArrowBatch;
import dev.tadashi.formats.spi.FileErrors;
import dev.tadashi.formats.spi.RowBatch;
import dev.tadashi.formats.spi.RowSink;
import dev.tadashi.model.table.FileSlice;
import dev.tadashi.model.table.TableFile;
import dev.tadashi.storage.IoErrors;
import dev.tadashi.storage.ObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.arrow.dataset.file.FileFormat;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.jspecify.annotations.Nullable;

/** Hands out the rows of local files that the native reader reads, and counts them. */
record NativeRows(BufferAllocator allocator, ObjectStore store, FileFormat format) {
  private static final int BATCH_ROWS = 1 << 16;

  /** Reads the named columns of the file, which stands for the slice and has no other rows. */
  void read(Path local, FileSlice slice, List<String> columns, RowSink sink) {
    TableFile file = FileErrors.file(slice);
    long[] rows = {0};
    try (NativeFile opened = new NativeFile(allocator, format, local)) {
      opened.scan(
          columns,
          reader -> {
            rows[0] += reader.getVectorSchemaRoot().getRowCount();
            sink.accept(batch(file, reader));
          });
    } catch (OutOfMemoryException e) {
      throw FileErrors.noMemory(file, e);
    } catch (IOException e) {
      throw FileErrors.unreadable(store, file, e);
    }
    if (rows[0] != slice.rows()) {
      throw FileErrors.changed(slice);
    }
  }

  private ArrowBatch batch(TableFile file, ArrowReader reader) throws IOException {
    Map<Long, Dictionary> dictionaries = reader.getDictionaryVectors();
    return new ArrowBatch(
        file, allocator, reader.getVectorSchemaRoot(), id -> entries(dictionaries.get(id)));
  }

  private static @Nullable FieldVector entries(@Nullable Dictionary dictionary) {
    return dictionary == null ? null : dictionary.getVector();
  }

  /** The promised rows of a slice of which the file has none of the wanted columns. */
  static void withoutColumns(FileSlice slice, RowSink sink) {
    try {
      for (long left = slice.rows(); left > 0; left -= BATCH_ROWS) {
        sink.accept(RowBatch.withoutColumns((int) Math.min(left, BATCH_ROWS)));
      }
    } catch (IOException e) {
      throw IoErrors.of(e, slice.path());
    }
  }
}
