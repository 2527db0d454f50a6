package dev.tadashi.formats.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tadashi.formats.testing.ColumnValues;
import dev.tadashi.formats.testing.LoaderFixture;
import dev.tadashi.formats.testing.TestFiles;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.FileInfo;
import dev.tadashi.model.table.RowGroupInfo;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.SimpleType;
import dev.tadashi.storage.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OrcReaderTest extends LoaderFixture {

  @Test
  void holdsWhatDuckDbReadsFromParquet() throws IOException, SQLException {
    Path parquet = TestFiles.resource("many-types.parquet");
    Files.copy(TestFiles.resource("many-types.orc"), root.resolve("a.orc"));
    try (ObjectStore store = TestFiles.store(root)) {
      FileInfo info = inspect(store, "a.orc");
      assertThat(info.rowGroups())
          .containsExactly(new RowGroupInfo(900, Files.size(root.resolve("a.orc"))));
      assertThat(info.schema().size()).isGreaterThan(12);
      Map<String, List<String>> values =
          load(store, TestFiles.slice(info, 0, 1), info.schema().fields());
      for (Field field : info.schema().fields()) {
        assertThat(values.get(field.name()))
            .as(field.toString())
            .isEqualTo(ColumnValues.duckdb(parquet, field));
      }
    }
  }

  @Test
  void columnsThatTheFileHasNotAreNull() throws IOException {
    Files.copy(TestFiles.resource("many-types.orc"), root.resolve("a.orc"));
    try (ObjectStore store = TestFiles.store(root)) {
      List<Field> columns = List.of(Field.of("absent", SimpleType.VARCHAR));
      assertThat(load(store, TestFiles.whole(store, "a.orc"), columns).get("absent"))
          .hasSize(900)
          .containsOnly("null");
    }
  }

  @Test
  void filesCutShortOrOfAnotherKindAreNamed() throws IOException {
    byte[] whole = Files.readAllBytes(TestFiles.resource("many-types.orc"));
    Files.write(root.resolve("cut.orc"), Arrays.copyOf(whole, whole.length / 2));
    Files.copy(TestFiles.resource("types.parquet"), root.resolve("named.orc"));
    try (ObjectStore store = TestFiles.store(root)) {
      for (String name : List.of("cut.orc", "named.orc")) {
        assertThatThrownBy(() -> inspect(store, name))
            .hasMessageContainingAll("FILE_CORRUPT", "file=" + name);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"uncompressed", "zlib", "snappy", "lz4", "zstd"})
  void footersOfEveryCompression(String codec) throws IOException {
    Files.copy(TestFiles.resource("codec-" + codec + ".orc"), root.resolve("a.orc"));
    try (ObjectStore store = TestFiles.store(root)) {
      OrcFooter footer = OrcFooter.read(store, TestFiles.listed(store, "a.orc"));
      assertThat(footer.rows()).isEqualTo(500);
      assertThat(footer.types()).hasSize(41);
      assertThat(footer.types().getFirst().names()).hasSize(40).contains("column0", "column39");
    }
  }

  /** Native code would follow it to the end of its stack, and the process would be gone. */
  @Test
  void typesThatNestTooDeeplyAreRefusedByColumn() throws IOException {
    Files.copy(TestFiles.resource("deep.orc"), root.resolve("deep.orc"));
    try (ObjectStore store = TestFiles.store(root)) {
      assertThatThrownBy(() -> inspect(store, "deep.orc"))
          .hasMessageContainingAll("UNSUPPORTED", "file=deep.orc", "column=deep");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"uncompressed", "zlib", "snappy", "lz4", "zstd"})
  void damagedFootersNeverFailInAnotherWay(String codec) throws IOException {
    byte[] good = Files.readAllBytes(TestFiles.resource("codec-" + codec + ".orc"));
    SplittableRandom random = new SplittableRandom(5);
    int refused = 0;
    for (int round = 0; round < 300; round++) {
      byte[] bad = good.clone();
      for (int i = 0; i < 3; i++) {
        bad[bad.length - 1 - random.nextInt(200)] = (byte) random.nextInt();
      }
      Files.write(root.resolve("bad.orc"), bad);
      try (ObjectStore store = TestFiles.store(root)) {
        OrcFooter.read(store, TestFiles.listed(store, "bad.orc"));
      } catch (TadashiException e) {
        assertThat(e.code()).isIn(ErrorCode.FILE_CORRUPT, ErrorCode.UNSUPPORTED);
        assertThat(e.detail().where()).containsEntry("file", "bad.orc");
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }
}
