package dev.tadashi.formats.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tadashi.formats.testing.ColumnValues;
import dev.tadashi.formats.testing.LoaderFixture;
import dev.tadashi.formats.testing.TestFiles;
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
import org.junit.jupiter.api.Test;

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
}
