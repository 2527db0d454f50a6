package dev.tadashi.formats;

import dev.tadashi.model.error.ErrorCode;
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
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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

  /** Length and magic, after the footer. */
  static final int TAIL = 8;

  /** Most footers are read whole by the first read. */
  private static final int FIRST_READ = 64 << 10;

  static ParquetFooter read(ObjectStore store, TableFile file) {
    if (file.size() < MAGIC.length + TAIL) {
      throw corrupt(file, "its " + file.size() + " bytes are too few for a Parquet file");
    }
    ByteBuffer end =
        read(store, file, file.size() - Math.min(FIRST_READ, file.size()), file.size());
    int length = footerLength(file, end);
    long start = file.size() - TAIL - length;
    requireMagicAtStart(store, file);
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
      throw corrupt(
          file, "it does not end as a Parquet file does: it is another kind or cut short");
    }
    int length = end.getInt(end.capacity() - TAIL);
    if (length <= 0 || length > file.size() - TAIL - MAGIC.length) {
      throw corrupt(file, "its footer claims " + Integer.toUnsignedLong(length) + " bytes");
    }
    return length;
  }

  private static void requireMagicAtStart(ObjectStore store, TableFile file) {
    byte[] head = read(store, file, 0, MAGIC.length).array();
    if (!Arrays.equals(head, MAGIC)) {
      throw corrupt(file, "it does not start as a Parquet file does");
    }
  }

  /** The reader refuses lists that claim more entries than the footer has bytes. */
  private static FileMetaData parse(TableFile file, ByteBuffer footer) {
    byte[] bytes = new byte[footer.remaining()];
    footer.get(bytes);
    try {
      return Util.readFileMetaData(new ByteArrayInputStream(bytes), bytes.length);
    } catch (IOException | RuntimeException e) {
      throw corrupt(file, "its footer is damaged", e);
    }
  }

  private void check() {
    if (metaData.isSetEncryption_algorithm()) {
      throw encrypted(file);
    }
    requireDifferentNames();
    long rows = 0;
    for (RowGroup group : FooterParts.groups(metaData)) {
      if (group.getNum_rows() < 0) {
        throw corrupt(file, "a row group claims " + group.getNum_rows() + " rows");
      }
      rows = Math.addExact(rows, group.getNum_rows());
      FooterParts.chunks(group).forEach(this::check);
    }
    if (rows != metaData.getNum_rows()) {
      throw corrupt(file, "its row groups hold " + rows + " rows, not " + metaData.getNum_rows());
    }
  }

  /** The schema is a tree in depth-first order; the root's children are the columns. */
  private void requireDifferentNames() {
    List<SchemaElement> elements = FooterParts.schema(metaData);
    Set<String> names = new HashSet<>();
    int at = 1;
    while (at < elements.size()) {
      String name = FooterParts.name(elements.get(at));
      if (!names.add(name)) {
        throw new TadashiException(
                ErrorCode.UNSUPPORTED, "'" + file.path() + "' has two columns named '" + name + "'")
            .at("file", file.path())
            .at("column", name)
            .hint("write it with different names");
      }
      at = skip(elements, at);
    }
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
      throw new TadashiException(
              ErrorCode.UNSUPPORTED, "'" + file.path() + "' keeps its columns in other files")
          .at("file", file.path());
    }
    ColumnMetaData column = FooterParts.column(chunk);
    long first = firstByte(column);
    long size = column.getTotal_compressed_size();
    if (FooterParts.path(column).isEmpty()) {
      throw corrupt(file, "a column has no name");
    }
    if (size >= 0 && column.getNum_values() == 0) {
      // Without values nothing is read, and writers put any offset.
      return;
    }
    if (first < MAGIC.length || size < 0 || first > start || size > start - first) {
      throw corrupt(
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

  private static TadashiException corrupt(TableFile file, String why) {
    return corrupt(file, why, new IOException(why));
  }

  static TadashiException corrupt(TableFile file, String why, Exception cause) {
    return new TadashiException(
            ErrorCode.FILE_CORRUPT, "'" + file.path() + "' cannot be read: " + why, cause)
        .at("file", file.path())
        .hint("write the file again, or take it out of the folder");
  }

  private static TadashiException encrypted(TableFile file) {
    return new TadashiException(ErrorCode.UNSUPPORTED, "'" + file.path() + "' is encrypted")
        .at("file", file.path())
        .hint("write it without Parquet encryption");
  }
}
