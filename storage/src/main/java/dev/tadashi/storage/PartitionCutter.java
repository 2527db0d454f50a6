package dev.tadashi.storage;

import dev.tadashi.model.table.FileInfo;
import dev.tadashi.model.table.FileSlice;
import dev.tadashi.model.table.PartitionRef;
import dev.tadashi.model.table.RowGroupInfo;
import dev.tadashi.model.table.StoreLocation;
import dev.tadashi.model.table.TableFile;
import dev.tadashi.model.table.TableName;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a table's files into partitions: whole row groups up to about a million rows or 128 MiB (32
 * MiB of text); neighbouring small files are put together while a partition stays small. Files of
 * different {@code key=value} folders stay apart, so that a condition on a key leaves out whole
 * partitions, unless there are very many of those folders. The same files give the same partitions
 * with the same ids, on any machine.
 */
public final class PartitionCutter {
  static final long MAX_ROWS = 1L << 20;
  static final long SMALL_ROWS = 64L << 10;
  static final int MAX_SLICES = 1024;
  static final int MAX_FOLDERS = 256;

  private final TableName table;
  private final StoreLocation store;
  private final String format;
  private final long maxBytes;
  private final List<PartitionRef> partitions = new ArrayList<>();
  private final List<FileSlice> small = new ArrayList<>();
  private final boolean byFolder;
  private String folder = "";
  private long smallRows;
  private long smallBytes;

  private PartitionCutter(TableName table, StoreLocation store, String format, boolean byFolder) {
    this.byFolder = byFolder;
    this.table = table;
    this.store = store;
    this.format = format;
    this.maxBytes =
        FileFormat.named(format)
            .map(FileFormat::partitionBytes)
            .orElseGet(FileFormat.PARQUET::partitionBytes);
  }

  /** The partitions in order of the files; a file without rows is in one too. */
  public static List<PartitionRef> cut(
      TableName table, StoreLocation store, String format, List<FileInfo> files) {
    long folders = files.stream().map(PartitionCutter::folder).distinct().count();
    PartitionCutter cutter = new PartitionCutter(table, store, format, folders <= MAX_FOLDERS);
    files.forEach(cutter::add);
    cutter.closeSmall();
    return cutter.partitions;
  }

  /** A file as one partition, whatever its size, as the files of managed tables are. */
  public static PartitionRef whole(
      TableName table, StoreLocation store, String format, TableFile file, int groups, long rows) {
    FileSlice slice =
        new FileSlice(
            file.path(), file.etag(), file.size(), 0, groups, groups, rows, file.size(), 0);
    return new PartitionRef(
        PartitionIds.id(table, List.of(slice)), table, store, format, List.of(slice));
  }

  private static String folder(FileInfo file) {
    String path = file.file().path();
    return path.substring(0, Math.max(0, path.lastIndexOf('/')));
  }

  private void add(FileInfo file) {
    if (byFolder && !folder(file).equals(folder)) {
      closeSmall();
      folder = folder(file);
    }
    List<FileSlice> slices = slices(file);
    if (slices.size() == 1 && slices.getFirst().rows() < SMALL_ROWS) {
      addSmall(slices.getFirst());
      return;
    }
    closeSmall();
    slices.forEach(slice -> emit(List.of(slice)));
  }

  private void addSmall(FileSlice slice) {
    if (smallRows + slice.rows() > SMALL_ROWS
        || smallBytes + slice.bytes() > maxBytes
        || small.size() == MAX_SLICES) {
      closeSmall();
    }
    small.add(slice);
    smallRows += slice.rows();
    smallBytes += slice.bytes();
  }

  private void closeSmall() {
    if (!small.isEmpty()) {
      emit(List.copyOf(small));
    }
    small.clear();
    smallRows = 0;
    smallBytes = 0;
  }

  private void emit(List<FileSlice> slices) {
    String id = PartitionIds.id(table, slices);
    partitions.add(new PartitionRef(id, table, store, format, slices));
  }

  private List<FileSlice> slices(FileInfo file) {
    List<FileSlice> slices = new ArrayList<>();
    int first = 0;
    long rows = 0;
    long bytes = 0;
    long offset = 0;
    for (int group = 0; group < file.rowGroups().size(); group++) {
      RowGroupInfo next = file.rowGroups().get(group);
      if (group > first && (rows + next.rows() > MAX_ROWS || bytes + next.bytes() > maxBytes)) {
        slices.add(slice(file, first, group, rows, bytes, offset));
        offset += bytes;
        first = group;
        rows = 0;
        bytes = 0;
      }
      rows += next.rows();
      bytes += next.bytes();
    }
    slices.add(slice(file, first, file.rowGroups().size(), rows, bytes, offset));
    return slices;
  }

  private static FileSlice slice(
      FileInfo info, int first, int end, long rows, long bytes, long offset) {
    return new FileSlice(
        info.file().path(),
        info.file().etag(),
        info.file().size(),
        first,
        end - first,
        info.rowGroups().size(),
        rows,
        bytes,
        offset);
  }
}
