package dev.tadashi.worker.cache;

import dev.tadashi.engine.column.Partition;
import dev.tadashi.engine.exec.RowSource;
import dev.tadashi.formats.LoadProgress;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.FileSlice;
import dev.tadashi.model.table.PartitionRef;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.Schema;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A split's partitions as the engine reads them: pinned in the cache while a part is open. */
public final class CachedSource implements RowSource {
  private final PartitionCache cache;
  private final List<PartitionRef> partitions;
  private final List<Field> columns;
  private final LoadProgress progress;

  public CachedSource(
      PartitionCache cache,
      List<PartitionRef> partitions,
      List<Field> columns,
      BooleanSupplier cancelled) {
    this.cache = cache;
    this.partitions = List.copyOf(partitions);
    this.columns = List.copyOf(columns);
    this.progress =
        new LoadProgress() {
          @Override
          public void rowsLoaded(long rows) {
            // Progress is told by partitions.
          }

          @Override
          public boolean cancelled() {
            return cancelled.getAsBoolean();
          }
        };
  }

  @Override
  public int parts() {
    return partitions.size();
  }

  @Override
  public Partition open(int part) {
    return cache.pin(partitions.get(part), columns, progress);
  }

  @Override
  public void done(int part) {
    cache.unpin(partitions.get(part));
  }

  /** When nothing has to be loaded, and what stays pinned leaves room for other tables. */
  @Override
  public boolean staysOpen() {
    return cache.mayKeepPinned(partitions, columns);
  }

  /** Names the file, and the row of it; within a later row group the row there. */
  @Override
  public TadashiException locate(TadashiException failure, int part, int row) {
    long left = row;
    for (FileSlice slice : partitions.get(part).slices()) {
      if (left < slice.rows()) {
        TadashiException named =
            failure.at("file", slice.path()).at("row", Long.toString(left + 1));
        return slice.firstRowGroup() == 0
            ? named
            : named.at("from_row_group", Integer.toString(slice.firstRowGroup()));
      }
      left -= slice.rows();
    }
    return failure;
  }

  /** Rows of the part. */
  public long rows(int part) {
    return partitions.get(part).rows();
  }

  @Override
  public Schema schema() {
    return new Schema(columns);
  }
}
