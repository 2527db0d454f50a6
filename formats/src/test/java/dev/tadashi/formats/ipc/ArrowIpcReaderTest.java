package dev.tadashi.formats.ipc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tadashi.formats.testing.ColumnValues;
import dev.tadashi.formats.testing.LoaderFixture;
import dev.tadashi.formats.testing.TestFiles;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.FileInfo;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.OtherType;
import dev.tadashi.model.type.SimpleType;
import dev.tadashi.storage.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same table in all of Arrow's forms; DuckDB reads it from Parquet. */
final class ArrowIpcReaderTest extends LoaderFixture {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "many-types.arrow",
        "many-types-lz4.arrow",
        "many-types-zstd.arrow",
        "many-types.arrows"
      })
  void holdsWhatDuckDbReadsWholeAndByBatches(String name) throws IOException, SQLException {
    Files.copy(TestFiles.resource(name), root.resolve(name));
    try (ObjectStore store = TestFiles.store(root)) {
      FileInfo info = inspect(store, name);
      assertThat(info.rowGroups()).hasSize(3);
      Map<String, List<String>> whole =
          load(store, TestFiles.slice(info, 0, 3), info.schema().fields());
      for (Field field : info.schema().fields()) {
        assertThat(whole.get(field.name()))
            .as(field.toString())
            .isEqualTo(ColumnValues.duckdb(TestFiles.resource("many-types.parquet"), field));
      }
      Map<String, List<String>> pieces = new LinkedHashMap<>();
      for (int group = 0; group < 3; group++) {
        load(store, TestFiles.slice(info, group, 1), info.schema().fields())
            .forEach((column, values) ->
                pieces.computeIfAbsent(column, x -> new ArrayList<>()).addAll(values));
      }
      assertThat(pieces).isEqualTo(whole);
    }
  }

  @Test
  void dictionariesThatGrowBetweenBatches() throws IOException {
    Files.copy(TestFiles.resource("deltas.arrows"), root.resolve("deltas.arrows"));
    try (ObjectStore store = TestFiles.store(root)) {
      FileInfo info = inspect(store, "deltas.arrows");
      assertThat(load(store, TestFiles.slice(info, 0, 2), info.schema().fields()).get("category"))
          .containsExactly("'a'", "'b'", "null", "'c'", "'a'", "'d'");
    }
  }

  @Test
  void typesThatAreNotComputedOnStandBesideOthers() throws IOException {
    Files.copy(TestFiles.resource("other-types.arrow"), root.resolve("other-types.arrow"));
    try (ObjectStore store = TestFiles.store(root)) {
      FileInfo info = inspect(store, "other-types.arrow");
      Map<String, String> types = new LinkedHashMap<>();
      info.schema().fields().forEach(field -> types.put(field.name(), field.type().text()));
      assertThat(types)
          .containsEntry("point", "struct(x int64, y list(int64))")
          .containsEntry("list", "list(int64)")
          .containsEntry("pairs", "map(varchar, int32)")
          .containsEntry("span", "other(duration)")
          .containsEntry("wide", "other(decimal256(60,2))");
      List<Field> usable =
          info.schema().fields().stream().filter(f -> !(f.type() instanceof OtherType)).toList();
      Map<String, List<String>> values = load(store, TestFiles.slice(info, 0, 1), usable);
      assertThat(values)
          .containsEntry("id", List.of("1", "2"))
          .containsEntry("half", List.of("1.5", "null"))
          .containsEntry("fixed", List.of("6162", "null"))
          .containsEntry("day", List.of("1", "2"))
          .containsEntry("last", List.of("'x'", "'y'"));
    }
  }

  @Test
  void columnsOfOneNameAreRefusedByName() throws IOException {
    Files.copy(TestFiles.resource("same-name-twice.arrow"), root.resolve("twice.arrow"));
    try (ObjectStore store = TestFiles.store(root)) {
      assertThatThrownBy(() -> inspect(store, "twice.arrow"))
          .hasMessageContainingAll("UNSUPPORTED", "column=same", "file=twice.arrow");
    }
  }

  @Test
  void aFileCutShortIsNamed() throws IOException {
    byte[] whole = Files.readAllBytes(TestFiles.resource("many-types.arrow"));
    for (int size : new int[] {1, 7, 9, 100, whole.length / 2, whole.length - 1}) {
      Files.write(root.resolve("cut.arrow"), Arrays.copyOf(whole, size));
      try (ObjectStore store = TestFiles.store(root)) {
        assertThatThrownBy(() -> inspect(store, "cut.arrow"))
            .as("%d bytes", size)
            .hasMessageContainingAll("FILE_CORRUPT", "file=cut.arrow");
      }
    }
  }

  @Test
  void aStreamCutInsideAMessageIsNamed() throws IOException {
    byte[] whole = Files.readAllBytes(TestFiles.resource("many-types.arrows"));
    Files.write(root.resolve("cut.arrows"), Arrays.copyOf(whole, whole.length / 2));
    try (ObjectStore store = TestFiles.store(root)) {
      assertThatThrownBy(() -> inspect(store, "cut.arrows"))
          .hasMessageContainingAll("FILE_CORRUPT", "file=cut.arrows");
    }
  }

  /** A changed byte gives an error with the file's name, or other values; never a fault, a leak. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "many-types.arrow",
        "many-types-zstd.arrow",
        "many-types-lz4.arrow",
        "other-types.arrow"
      })
  void damagedFilesDoNoHarm(String name) throws IOException {
    byte[] whole = Files.readAllBytes(TestFiles.resource(name));
    Random random = new Random(4);
    int refused = 0;
    for (int round = 0; round < 300; round++) {
      byte[] damaged = whole.clone();
      for (int i = 0; i < 8; i++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      Files.write(root.resolve("damaged.arrow"), damaged);
      refused += isRefused() ? 1 : 0;
      assertThat(allocator.getAllocatedMemory()).as("round %d", round).isZero();
    }
    assertThat(refused).isGreaterThan(10);
  }

  private boolean isRefused() {
    try (ObjectStore store = TestFiles.store(root)) {
      FileInfo info = inspect(store, "damaged.arrow");
      List<Field> usable =
          info.schema().fields().stream().filter(f -> !(f.type() instanceof OtherType)).toList();
      load(store, TestFiles.slice(info, 0, info.rowGroups().size()), usable);
      return false;
    } catch (TadashiException e) {
      assertThat(e.code())
          .as(e.getMessage())
          .isIn(ErrorCode.FILE_CORRUPT, ErrorCode.UNSUPPORTED, ErrorCode.FILE_CHANGED);
      assertThat(e.detail().where()).containsEntry("file", "damaged.arrow");
      return true;
    }
  }

  @Test
  void aColumnThatIsWantedWiderIsWidened() throws IOException {
    Files.copy(TestFiles.resource("many-types.arrow"), root.resolve("a.arrow"));
    try (ObjectStore store = TestFiles.store(root)) {
      FileInfo info = inspect(store, "a.arrow");
      Map<String, List<String>> narrow =
          load(store, TestFiles.slice(info, 1, 1), info.schema().fields());
      Map<String, List<String>> wide =
          load(
              store,
              TestFiles.slice(info, 1, 1),
              List.of(
                  Field.of("uint32", SimpleType.INT64),
                  Field.of("int8", SimpleType.INT32),
                  Field.of("category", SimpleType.VARCHAR)));
      wide.forEach((name, values) -> assertThat(values).as(name).isEqualTo(narrow.get(name)));
    }
  }
}
