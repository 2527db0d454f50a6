package dev.tadashi.formats.dataset;

import dev.tadashi.formats.spi.FileErrors;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.FileSlice;
import dev.tadashi.model.table.RowGroupInfo;
import dev.tadashi.model.table.TableFile;
import dev.tadashi.storage.ObjectStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Util;

/**
 * The footer of a Parquet file, read and checked against the file before any native code sees the
 * file: magic at both ends, lengths, offsets of all column chunks, row counts.
 *
 * @param start offset of the footer, which is the end of the data
 */
record ParquetFooter(TableFile file, FileMetaData metaData, long start) {
  static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ENCRYPTED = "PARE".getBytes(StandardCharsets.US_ASCII);

  /** A row group is never cut, and a partition has at most so many rows. */
  private static final long MAX_ROWS = 1L << 30;

  /** Length and magic, after the footer. */
  static final int TAIL = 8;

  /** Most footers are read whole by the first read. */
  private static final int FIRST_READ = 64 << 10;

  static ParquetFooter read(ObjectStore store, TableFile file) {
    if (file.size() < MAGIC.length + TAIL) {
      throw FileErrors.corrupt(
          file, "its " + file.size() + " bytes are too few for a Parquet file");
    }
    ByteBuffer end =
        read(store, file, file.size() - Math.min(FIRST_READ, file.size()), file.size());
    int length = footerLength(file, end);
    long start = file.size() - TAIL - length;
    requireMagicAtStart(
        file, end.capacity() == file.size() ? end : read(store, file, 0, MAGIC.length));
    ByteBuffer footer =
        length + TAIL <= end.capacity()
            ? end.slice(end.capacity() - TAIL - length, length)
            : read(store, file, start, start + length);
    ParquetFooter read = new ParquetFooter(file, parse(file, footer), start);
    read.check();
    return read;
  }

  private static ByteBuffer read(ObjectStore store, TableFile file, long from, long to) {
    ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(to - from));
    store.read(file, from, buffer);
    return buffer.flip().order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int footerLength(TableFile file, ByteBuffer end) {
    byte[] magic = new byte[MAGIC.length];
    end.get(end.capacity() - MAGIC.length, magic);
    if (Arrays.equals(magic, ENCRYPTED)) {
      throw encrypted(file);
    }
    if (!Arrays.equals(magic, MAGIC)) {
      throw FileErrors.corrupt(
          file, "it does not end as a Parquet file does: it is another kind or cut short");
    }
    int length = end.getInt(end.capacity() - TAIL);
    if (length <= 0 || length > file.size() - TAIL - MAGIC.length) {
      throw FileErrors.corrupt(
          file, "its footer claims " + Integer.toUnsignedLong(length) + " bytes");
    }
    return length;
  }

  private static void requireMagicAtStart(TableFile file, ByteBuffer start) {
    byte[] head = new byte[MAGIC.length];
    start.get(0, head);
    if (!Arrays.equals(head, MAGIC)) {
      throw FileErrors.corrupt(file, "it does not start as a Parquet file does");
    }
  }

  /** The reader refuses lists that claim more entries than the footer has bytes. */
  private static FileMetaData parse(TableFile file, ByteBuffer footer) {
    byte[] bytes = new byte[footer.remaining()];
    footer.get(bytes);
    try {
      return Util.readFileMetaData(new ByteArrayInputStream(bytes), bytes.length);
    } catch (IOException | RuntimeException e) {
      throw FileErrors.corrupt(file, "its footer is damaged", e);
    } catch (StackOverflowError e) {
      // The reader skips unknown values by calling itself, as deep as bytes say.
      throw FileErrors.corrupt(file, "its footer is damaged", new IOException("too deep", e));
    }
  }

  private void check() {
    if (metaData.isSetEncryption_algorithm()) {
      throw encrypted(file);
    }
    FileErrors.requireDifferentNames(file, columnNames());
    SchemaDepth.check(file, FooterParts.schema(metaData));
    long rows = 0;
    for (RowGroup group : FooterParts.groups(metaData)) {
      requireRows(group);
      rows = Math.addExact(rows, group.getNum_rows());
      FooterParts.chunks(group).forEach(this::check);
    }
    if (rows != metaData.getNum_rows()) {
      throw FileErrors.corrupt(
          file, "its row groups hold " + rows + " rows, not " + metaData.getNum_rows());
    }
  }

  private void requireRows(RowGroup group) {
    long rows = group.getNum_rows();
    if (rows < 0) {
      throw FileErrors.corrupt(file, "a row group claims " + rows + " rows");
    }
    if (rows > MAX_ROWS) {
      throw FileErrors.unsupported(file, "has a row group of over 2^30 rows")
          .hint("write it with smaller row groups");
    }
  }

  /** The schema is a tree in depth-first order; the root's children are the columns. */
  List<String> columnNames() {
    List<SchemaElement> elements = FooterParts.schema(metaData);
    List<String> names = new ArrayList<>();
    for (int at = 1; at < elements.size(); at = skip(elements, at)) {
      names.add(FooterParts.name(elements.get(at)));
    }
    return names;
  }

  /** Position after an element and all below it; a damaged tree ends at the end of the list. */
  private static int skip(List<SchemaElement> elements, int at) {
    long open = 1;
    int next = at;
    while (open > 0 && next < elements.size()) {
      SchemaElement element = elements.get(next++);
      open += (element.isSetNum_children() ? Math.max(0, element.getNum_children()) : 0) - 1;
    }
    return next;
  }

  private void check(ColumnChunk chunk) {
    if (chunk.isSetCrypto_metadata()) {
      throw encrypted(file);
    }
    if (chunk.isSetFile_path() || !chunk.isSetMeta_data()) {
      throw FileErrors.unsupported(file, "keeps its columns in other files");
    }
    ColumnMetaData column = FooterParts.column(chunk);
    long first = firstByte(column);
    long size = column.getTotal_compressed_size();
    if (FooterParts.path(column).isEmpty()) {
      throw FileErrors.corrupt(file, "a column has no name");
    }
    if (size >= 0 && column.getNum_values() == 0) {
      // Without values nothing is read, and writers put any offset.
      return;
    }
    if (first < MAGIC.length || size < 0 || first > start || size > start - first) {
      throw FileErrors.corrupt(
          file, "column '" + String.join(".", FooterParts.path(column)) + "' lies outside of it");
    }
  }

  /** Where a column chunk starts: at its dictionary page when it has one. */
  static long firstByte(ColumnMetaData column) {
    long data = column.getData_page_offset();
    long dictionary = column.isSetDictionary_page_offset() ? column.getDictionary_page_offset() : 0;
    return dictionary > 0 && dictionary < data ? dictionary : data;
  }

  List<RowGroupInfo> rowGroups() {
    return FooterParts.groups(metaData).stream().map(ParquetFooter::info).toList();
  }

  private static RowGroupInfo info(RowGroup group) {
    long bytes =
        FooterParts.chunks(group).stream()
            .mapToLong(chunk -> FooterParts.column(chunk).getTotal_compressed_size())
            .sum();
    return new RowGroupInfo(group.getNum_rows(), bytes);
  }

  /** The row groups of a slice of this file. */
  List<RowGroup> groups(FileSlice slice) {
    int first = slice.firstRowGroup();
    return FooterParts.groups(metaData).subList(first, first + slice.rowGroups());
  }

  /** Rows in row groups from {@code first} to before {@code end}. */
  long rows(int first, int end) {
    return FooterParts.groups(metaData).subList(first, end).stream()
        .mapToLong(RowGroup::getNum_rows)
        .sum();
  }

  private static TadashiException encrypted(TableFile file) {
    return FileErrors.unsupported(file, "is encrypted").hint("write it without Parquet encryption");
  }
}
