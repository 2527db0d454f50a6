package dev.tadashi.formats.dataset;

import dev.tadashi.formats.spi.FileErrors;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.FileSlice;
import dev.tadashi.storage.IoErrors;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Set;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.Util;

/**
 * Checks the sizes that page headers claim, because the native reader takes memory for them before
 * it has decoded anything: a page holds no more than its codec can make of its bytes, and no more
 * values than fit into it.
 *
 * @param local has the column chunks at the offsets of the footer
 */
record ParquetPages(ParquetFooter footer, Path local) {
  /** What a page may be larger than its codec allows, for empty pages and headers of frames. */
  private static final long SLACK = 64 << 10;

  /** Fails with an error that names the column when a page of the slice cannot be honest. */
  void check(FileSlice slice, Set<String> columns) {
    try (FileChannel channel = FileChannel.open(local, StandardOpenOption.READ)) {
      for (RowGroup group : footer.groups(slice)) {
        for (ColumnChunk chunk : FooterParts.chunks(group)) {
          ColumnMetaData column = FooterParts.column(chunk);
          if (columns.contains(FooterParts.path(column).getFirst())) {
            check(channel, column);
          }
        }
      }
    } catch (IOException e) {
      throw IoErrors.of(e, footer.file().path());
    }
  }

  private void check(FileChannel channel, ColumnMetaData column) {
    long start = ParquetFooter.firstByte(column);
    PageInput input = new PageInput(channel, start, footer.start());
    long values = 0;
    while (values < column.getNum_values()) {
      PageHeader page = header(input, column);
      long size = page.getCompressed_page_size();
      if (size < 0 || size > input.left()) {
        throw corrupt(column, "a page claims " + size + " bytes, more than the file has");
      }
      checkPage(column, page);
      values += values(column, page);
      input.skipTo(input.position() + size);
    }
  }

  private PageHeader header(PageInput input, ColumnMetaData column) {
    try {
      return Objects.requireNonNull(Util.readPageHeader(input));
    } catch (IOException | RuntimeException e) {
      throw damaged(column, e);
    } catch (StackOverflowError e) {
      // The reader of headers skips unknown values by calling itself, as deep as bytes say.
      throw damaged(column, new IOException("values are nested too deeply", e));
    }
  }

  private TadashiException damaged(ColumnMetaData column, Exception why) {
    String name = name(column);
    return FileErrors.corrupt(footer.file(), "a page of column '" + name + "' is damaged", why)
        .at("column", name);
  }

  private long values(ColumnMetaData column, PageHeader page) {
    long values = 0;
    if (page.isSetData_page_header()) {
      values = Objects.requireNonNull(page.getData_page_header()).getNum_values();
    } else if (page.isSetData_page_header_v2()) {
      values = Objects.requireNonNull(page.getData_page_header_v2()).getNum_values();
    }
    if (values < 0 || values > column.getNum_values()) {
      throw corrupt(column, "a page claims " + values + " values");
    }
    return values;
  }

  private void checkPage(ColumnMetaData column, PageHeader page) {
    long size = page.getUncompressed_page_size();
    long most = Math.multiplyExact(page.getCompressed_page_size(), ratio(column)) + SLACK;
    if (size < 0 || size > most) {
      throw corrupt(
          column,
          "a page of %d bytes claims to become %d".formatted(page.getCompressed_page_size(), size));
    }
    if (page.isSetDictionary_page_header()) {
      DictionaryPageHeader header = Objects.requireNonNull(page.getDictionary_page_header());
      long entries = header.getNum_values();
      if (entries < 0 || entries * width(Objects.requireNonNull(column.getType())) > size) {
        throw corrupt(column, "a dictionary of " + size + " bytes claims " + entries + " entries");
      }
    }
  }

  /** How many bytes one byte can become at most. */
  private static long ratio(ColumnMetaData column) {
    CompressionCodec codec = Objects.requireNonNull(column.getCodec());
    return switch (codec) {
      case UNCOMPRESSED -> 1;
      case SNAPPY -> 32;
      case LZ4, LZ4_RAW, LZO -> 256;
      case GZIP -> 1_100;
      case ZSTD, BROTLI -> 64 << 10;
    };
  }

  /** Least bytes of an entry. */
  private static long width(Type type) {
    return switch (type) {
      case BOOLEAN, FIXED_LEN_BYTE_ARRAY -> 0;
      case INT32, FLOAT, BYTE_ARRAY -> 4;
      case INT64, DOUBLE -> 8;
      case INT96 -> 12;
    };
  }

  private TadashiException corrupt(ColumnMetaData column, String why) {
    return FileErrors.corrupt(footer.file(), "column '" + name(column) + "': " + why)
        .at("column", name(column));
  }

  private static String name(ColumnMetaData column) {
    return String.join(".", FooterParts.path(column));
  }
}
