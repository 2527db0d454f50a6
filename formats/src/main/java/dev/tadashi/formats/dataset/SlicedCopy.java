package dev.tadashi.formats.dataset;

import dev.tadashi.formats.spi.FileErrors;
import dev.tadashi.model.table.FileSlice;
import dev.tadashi.storage.IoErrors;
import dev.tadashi.storage.ObjectStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.apache.arrow.dataset.file.FileFormat;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;

/**
 * A local file that looks like the source file cut down to some row groups and columns.
 *
 * <p>The native reader takes whole local files only. So the wanted column chunks are copied to the
 * same offsets of a sparse file, and a footer is written behind them that lists no other row
 * groups. Other columns stay in the footer (the schema is the same) but their bytes are holes; the
 * reader does not touch columns it was not asked for. Page indexes and Bloom filters are taken out
 * of the footer because their bytes are not copied. Rejected: a second reader for slices, because
 * two readers would have to agree on every type.
 */
final class SlicedCopy {
  /** Ranges closer than this are copied as one. */
  private static final long GAP = 64 << 10;

  /** Writers before parquet-mr 1.2.9 left the dictionary's header out of a chunk's size. */
  private static final long OLD_WRITER_PADDING = 100;

  private final BufferAllocator allocator;
  private final ParquetFooter footer;
  private final List<RowGroup> groups;
  private final Set<String> columns;

  /**
   * @param allocator for the native reader's own look at the copy
   */
  SlicedCopy(
      BufferAllocator allocator, ParquetFooter footer, FileSlice slice, Set<String> columns) {
    this(allocator, footer, footer.groups(slice), columns);
  }

  private SlicedCopy(
      BufferAllocator allocator, ParquetFooter footer, List<RowGroup> groups, Set<String> columns) {
    this.allocator = allocator;
    this.footer = footer;
    this.groups = groups;
    this.columns = columns;
  }

  /** A copy without any rows, for its schema. */
  static SlicedCopy ofFooter(BufferAllocator allocator, ParquetFooter footer) {
    return new SlicedCopy(allocator, footer, List.of(), Set.of());
  }

  /**
   * Writes the copy into a new file of the folder; the caller deletes it.
   *
   * @param asCodes columns to be read as dictionaries, see {@link DictionaryPages}
   */
  Path write(ObjectStore store, Path folder, Set<String> asCodes) {
    try {
      Path target = Files.createTempFile(folder, "slice-", ".parquet");
      try {
        fill(store, target, asCodes);
        return target;
      } catch (IOException | RuntimeException e) {
        Files.deleteIfExists(target);
        throw e;
      }
    } catch (IOException e) {
      throw IoErrors.of(e, footer.file().path());
    }
  }

  private void fill(ObjectStore store, Path target, Set<String> asCodes) throws IOException {
    try (FileChannel channel = FileChannel.open(target, StandardOpenOption.WRITE)) {
      writeAll(channel, 0, ByteBuffer.wrap(ParquetFooter.MAGIC));
      for (Range range : ranges()) {
        store.copy(footer.file(), range.start(), range.end() - range.start(), channel);
      }
      FileMetaData cut = cutFooter();
      writeAll(channel, footer.start(), bytes(cut));
      if (!asCodes.isEmpty()) {
        FileMetaData announced = DictionaryPages.announce(cut, schema(target), asCodes);
        writeAll(channel.truncate(footer.start()), footer.start(), bytes(announced));
      }
    }
  }

  private Schema schema(Path copy) {
    try (NativeFile file = new NativeFile(allocator, FileFormat.PARQUET, copy)) {
      return file.schema();
    } catch (IOException e) {
      throw FileErrors.corrupt(footer.file(), FileErrors.firstLine(e), e);
    }
  }

  private record Range(long start, long end) {}

  private List<Range> ranges() {
    List<Range> wanted = new ArrayList<>();
    for (RowGroup group : groups) {
      for (ColumnChunk chunk : FooterParts.chunks(group)) {
        if (FooterParts.column(chunk).getNum_values() > 0
            && columns.contains(FooterParts.path(FooterParts.column(chunk)).getFirst())) {
          wanted.add(range(FooterParts.column(chunk)));
        }
      }
    }
    wanted.sort(Comparator.comparingLong(Range::start));
    return joined(wanted);
  }

  private Range range(ColumnMetaData column) {
    long start = ParquetFooter.firstByte(column);
    long end = start + column.getTotal_compressed_size() + OLD_WRITER_PADDING;
    return new Range(start, Math.min(end, footer.start()));
  }

  private static List<Range> joined(List<Range> sorted) {
    List<Range> joined = new ArrayList<>();
    for (Range next : sorted) {
      if (!joined.isEmpty() && next.start() - joined.getLast().end() <= GAP) {
        Range last = joined.removeLast();
        joined.add(new Range(last.start(), Math.max(last.end(), next.end())));
      } else {
        joined.add(next);
      }
    }
    return joined;
  }

  private FileMetaData cutFooter() {
    FileMetaData cut = new FileMetaData(footer.metaData());
    cut.setRow_groups(groups.stream().map(SlicedCopy::withoutIndexes).toList());
    return cut.setNum_rows(groups.stream().mapToLong(RowGroup::getNum_rows).sum());
  }

  private static ByteBuffer bytes(FileMetaData metaData) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Util.writeFileMetaData(metaData, bytes);
    ByteBuffer all = ByteBuffer.allocate(bytes.size() + ParquetFooter.TAIL);
    all.order(ByteOrder.LITTLE_ENDIAN).put(bytes.toByteArray()).putInt(bytes.size());
    return all.put(ParquetFooter.MAGIC).flip();
  }

  private static RowGroup withoutIndexes(RowGroup group) {
    RowGroup copy = new RowGroup(group);
    for (ColumnChunk chunk : FooterParts.chunks(copy)) {
      chunk.unsetColumn_index_offset();
      chunk.unsetColumn_index_length();
      chunk.unsetOffset_index_offset();
      chunk.unsetOffset_index_length();
      FooterParts.column(chunk).unsetBloom_filter_offset();
      FooterParts.column(chunk).unsetBloom_filter_length();
    }
    return copy;
  }

  private static void writeAll(FileChannel channel, long offset, ByteBuffer bytes)
      throws IOException {
    long position = offset;
    while (bytes.hasRemaining()) {
      position += channel.write(bytes, position);
    }
  }
}
