package dev.tadashi.formats.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tadashi.formats.testing.TestFiles;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.RowGroupInfo;
import dev.tadashi.storage.ObjectStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.Util;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ParquetFooterTest {
  @TempDir private Path root;

  @Test
  void rowGroupsWithTheirRowsAndBytes() throws IOException {
    List<RowGroupInfo> groups =
        read(Files.readAllBytes(TestFiles.resource("page-index.parquet"))).rowGroups();
    assertThat(groups).extracting(RowGroupInfo::rows).containsExactly(250L, 250L, 250L, 250L);
    assertThat(groups).allMatch(group -> group.bytes() > 100);
    assertThat(read(Files.readAllBytes(TestFiles.resource("no-row-groups.parquet"))).rowGroups())
        .isEmpty();
  }

  @Test
  void whatIsNoParquetIsCorrupt() throws IOException {
    byte[] good = Files.readAllBytes(TestFiles.resource("types.parquet"));
    assertThat(failure(new byte[0])).isEqualTo(ErrorCode.FILE_CORRUPT);
    assertThat(failure("PAR1".getBytes(StandardCharsets.US_ASCII)))
        .isEqualTo(ErrorCode.FILE_CORRUPT);
    assertThat(failure("a,b\n1,2\n3,4\n5,6\n".getBytes(StandardCharsets.US_ASCII)))
        .isEqualTo(ErrorCode.FILE_CORRUPT);
    assertThat(failure(Arrays.copyOf(good, good.length / 2))).isEqualTo(ErrorCode.FILE_CORRUPT);
    assertThat(failure(Arrays.copyOf(good, good.length - 1))).isEqualTo(ErrorCode.FILE_CORRUPT);
    assertThat(failure(Arrays.copyOfRange(good, 100, good.length)))
        .isEqualTo(ErrorCode.FILE_CORRUPT);
  }

  @Test
  void footersThatClaimTooMuchAreCorrupt() throws IOException {
    byte[] good = Files.readAllBytes(TestFiles.resource("types.parquet"));
    for (int claimed : new int[] {0, -1, Integer.MAX_VALUE, good.length}) {
      byte[] bad = good.clone();
      for (int i = 0; i < 4; i++) {
        bad[bad.length - 8 + i] = (byte) (claimed >> (8 * i));
      }
      assertThat(failure(bad)).isEqualTo(ErrorCode.FILE_CORRUPT);
    }
  }

  /** Whatever bytes a footer has: it is read, or refused with a code, and memory stays bounded. */
  @Test
  void damagedFootersNeverFailInAnotherWay() throws IOException {
    byte[] good = Files.readAllBytes(TestFiles.resource("types-groups.parquet"));
    SplittableRandom random = new SplittableRandom(11);
    int refused = 0;
    for (int round = 0; round < 300; round++) {
      byte[] bad = good.clone();
      for (int i = 0; i < 3; i++) {
        bad[bad.length - 9 - random.nextInt(6000)] = (byte) random.nextInt();
      }
      try {
        read(bad);
      } catch (TadashiException e) {
        assertThat(e.code()).isIn(ErrorCode.FILE_CORRUPT, ErrorCode.UNSUPPORTED);
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }

  @Test
  void aSchemaThatNestsTooDeeplyNamesItsColumn() throws IOException {
    assertThat(read(nested(100)).columnNames()).containsExactly("deep");
    for (int levels : new int[] {101, 100_000}) {
      TadashiException error =
          catchThrowableOfType(TadashiException.class, () -> read(nested(levels)));
      assertThat(error.code()).isEqualTo(ErrorCode.UNSUPPORTED);
      assertThat(error.detail().where())
          .containsEntry("file", "f.parquet")
          .containsEntry("column", "deep");
    }
  }

  /** A file without rows whose one column is so many structs, each in the one before. */
  private static byte[] nested(int levels) throws IOException {
    List<SchemaElement> schema = new ArrayList<>();
    schema.add(new SchemaElement("root").setNum_children(1));
    for (int i = 1; i < levels; i++) {
      schema.add(new SchemaElement(i == 1 ? "deep" : "in").setNum_children(1));
    }
    schema.add(new SchemaElement("leaf").setType(Type.INT32));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(ParquetFooter.MAGIC);
    Util.writeFileMetaData(new FileMetaData(1, schema, 0, List.of()), bytes);
    int length = bytes.size() - ParquetFooter.MAGIC.length;
    ByteBuffer size = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.writeBytes(size.putInt(length).array());
    bytes.writeBytes(ParquetFooter.MAGIC);
    return bytes.toByteArray();
  }

  @Test
  void encryptedFilesAreUnsupported() throws IOException {
    for (String name : List.of("encrypted.parquet", "encrypted-columns.parquet")) {
      assertThat(failure(Files.readAllBytes(TestFiles.resource(name))))
          .isEqualTo(ErrorCode.UNSUPPORTED);
    }
  }

  private ErrorCode failure(byte[] content) {
    TadashiException error = catchThrowableOfType(TadashiException.class, () -> read(content));
    assertThat(error.detail().where()).containsEntry("file", "f.parquet");
    return error.code();
  }

  private ParquetFooter read(byte[] content) throws IOException {
    Files.write(root.resolve("f.parquet"), content);
    try (ObjectStore store = TestFiles.store(root)) {
      return ParquetFooter.read(store, TestFiles.listed(store, "f.parquet"));
    }
  }
}
