package dev.tadashi.formats.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tadashi.formats.testing.LoaderFixture;
import dev.tadashi.formats.testing.TestFiles;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.FileInfo;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.SimpleType;
import dev.tadashi.storage.ObjectStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.List;
import java.util.function.Consumer;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.Util;
import org.junit.jupiter.api.Test;

/** Files of a hundred bytes whose headers claim gigabytes. */
final class ParquetPagesTest extends LoaderFixture {
  private static final int ROWS = 2;

  @Test
  void anHonestPageIsRead() throws IOException {
    write(page -> {});
    try (ObjectStore store = TestFiles.store(root)) {
      assertThat(load(store, TestFiles.whole(store, "p.parquet"), columns()).get("a"))
          .containsExactly("7", "-1");
    }
  }

  @Test
  void aPageThatClaimsToBecomeGigabytesIsRefused() throws IOException {
    assertRefused(page -> page.setUncompressed_page_size(Integer.MAX_VALUE));
  }

  @Test
  void aPageThatIsLargerThanTheFileIsRefused() throws IOException {
    assertRefused(page -> page.setCompressed_page_size(1 << 30));
  }

  @Test
  void aPageOfMoreValuesThanItsColumnIsRefused() throws IOException {
    assertRefused(page ->
        page.setData_page_header(
            new DataPageHeader(Integer.MAX_VALUE, Encoding.PLAIN, Encoding.RLE, Encoding.RLE)));
  }

  @Test
  void aDictionaryThatClaimsMoreEntriesThanItHasBytesIsRefused() throws IOException {
    assertRefused(page -> {
      page.setType(PageType.DICTIONARY_PAGE).unsetData_page_header();
      page.setDictionary_page_header(new DictionaryPageHeader(Integer.MAX_VALUE, Encoding.PLAIN));
    });
  }

  private void assertRefused(Consumer<PageHeader> claim) throws IOException {
    write(claim);
    try (ObjectStore store = TestFiles.store(root)) {
      FileInfo info = inspect(store, "p.parquet");
      TadashiException refused =
          catchThrowableOfType(
              TadashiException.class, () -> load(store, TestFiles.slice(info, 0, 1), columns()));
      assertThat(refused.code()).isEqualTo(ErrorCode.FILE_CORRUPT);
      assertThat(refused.detail().where())
          .containsEntry("file", "p.parquet")
          .containsEntry("column", "a");
    }
  }

  private static List<Field> columns() {
    return List.of(Field.of("a", SimpleType.INT32));
  }

  /** One required column of two numbers in one page. */
  private void write(Consumer<PageHeader> claim) throws IOException {
    byte[] values =
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putInt(7).putInt(-1).array();
    PageHeader page = new PageHeader(PageType.DATA_PAGE, values.length, values.length);
    page.setData_page_header(new DataPageHeader(ROWS, Encoding.PLAIN, Encoding.RLE, Encoding.RLE));
    claim.accept(page);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.write(ParquetFooter.MAGIC);
    Util.writePageHeader(page, file);
    file.write(values);
    int end = file.size();
    Util.writeFileMetaData(footer(end - ParquetFooter.MAGIC.length), file);
    int length = file.size() - end;
    file.write(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(length).array());
    file.write(ParquetFooter.MAGIC);
    Files.write(root.resolve("p.parquet"), file.toByteArray());
  }

  private static FileMetaData footer(int bytes) {
    ColumnMetaData column =
        new ColumnMetaData(
            Type.INT32,
            List.of(Encoding.PLAIN),
            List.of("a"),
            CompressionCodec.UNCOMPRESSED,
            ROWS,
            bytes,
            bytes,
            ParquetFooter.MAGIC.length);
    ColumnChunk chunk = new ColumnChunk(ParquetFooter.MAGIC.length).setMeta_data(column);
    SchemaElement top = new SchemaElement("schema").setNum_children(1);
    SchemaElement leaf =
        new SchemaElement("a").setType(Type.INT32).setRepetition_type(FieldRepetitionType.REQUIRED);
    RowGroup group = new RowGroup(List.of(chunk), bytes, ROWS);
    return new FileMetaData(1, List.of(top, leaf), ROWS, List.of(group));
  }
}
