package dev.tadashi.formats;

import dev.tadashi.engine.column.Column;
import dev.tadashi.formats.spi.FileErrors;
import dev.tadashi.formats.spi.FormatReader;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.FileSlice;
import dev.tadashi.model.table.PartitionRef;
import dev.tadashi.model.type.Field;
import dev.tadashi.storage.ObjectStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.apache.arrow.dataset.jni.NativeMemoryPool;
import org.apache.arrow.memory.BufferAllocator;

/**
 * Loads columns of partitions into memory. One load uses one core; who has several loads several
 * partitions, or disjoint columns of one, at once: it is safe for use by many threads.
 */
public final class PartitionLoader {
  private final BufferAllocator allocator;
  private final DictionaryRegistry dictionaries;
  private final Formats formats;

  /**
   * @param allocator holds the columns and, during a load, the reader's batches
   * @param scratch folder for the local copies that are read; each is gone when its load ends
   */
  public PartitionLoader(BufferAllocator allocator, DictionaryRegistry dictionaries, Path scratch) {
    this.allocator = allocator;
    this.dictionaries = dictionaries;
    this.formats = new Formats(allocator, scratch);
  }

  /**
   * Loads the native reader, which takes seconds at its first use in a process, so that a process
   * can do it before anyone waits.
   */
  public static void warmUp() {
    NativeMemoryPool.getDefault();
  }

  /**
   * The columns by name, each with exactly the partition's rows; the caller owns them. After any
   * error nothing is left.
   */
  public Map<String, Column> load(
      ObjectStore store, PartitionRef partition, List<Field> columns, LoadProgress progress) {
    FormatReader reader = formats.reader(partition.format());
    if (columns.isEmpty()) {
      partition.slices().forEach(slice -> store.verify(FileErrors.file(slice)));
      return Map.of();
    }
    requireRoom(partition);
    try (ColumnSinks sinks =
        new ColumnSinks(allocator, dictionaries, partition.table(), partition.rows(), columns)) {
      for (FileSlice slice : partition.slices()) {
        stopWhenCancelled(progress);
        reader.read(
            store,
            slice,
            sinks.begin(slice.path()),
            batch -> {
              stopWhenCancelled(progress);
              sinks.append(batch);
              progress.rowsLoaded(batch.rows());
            });
      }
      return sinks.build();
    }
  }

  private static void requireRoom(PartitionRef partition) {
    if (partition.rows() > Integer.MAX_VALUE - 8) {
      throw new TadashiException(
              ErrorCode.UNSUPPORTED, "a partition of " + partition.rows() + " rows is too large")
          .at("partition", partition.id());
    }
  }

  private static void stopWhenCancelled(LoadProgress progress) {
    if (progress.cancelled()) {
      throw new CancellationException("the load is no longer wanted");
    }
  }
}
