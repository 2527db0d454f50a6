package dev.tadashi.formats.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tadashi.formats.spi.ArrowBatch;
import dev.tadashi.formats.testing.LoaderFixture;
import dev.tadashi.formats.testing.TestFiles;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.FileSlice;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.SimpleType;
import dev.tadashi.storage.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ValueVector;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryEncoder;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ParquetReaderTest extends LoaderFixture {
  private int dictionariesSeen;

  @ParameterizedTest
  @CsvSource({"snappy, 20, true", "zstd, 1, true", "uncompressed, 1000000, false"})
  void rowGroupsAddUpToTheWholeFile(String codec, int distinct, boolean codes) throws SQLException {
    String path = "größe 100% + x.parquet";
    TestFiles.duckdb(
        "copy (select i, i * 0.5 as x, 's' || (i %% %d) as s, case when i %% 3 = 0 then i end as n"
                .formatted(distinct)
            + " from range(10000) t(i)) to '%s' (format parquet, row_group_size 2048, compression %s)"
                .formatted(root.resolve(path), codec));
    List<String> columns = List.of("s", "n", "i");
    try (ObjectStore store = TestFiles.store(root)) {
      List<List<String>> whole = read(store, TestFiles.whole(store, path), columns);
      assertThat(whole.getFirst()).hasSize(10_000);
      int groups = TestFiles.whole(store, path).totalRowGroups();
      assertThat(groups).isEqualTo(5);
      assertThat(dictionariesSeen > 0).as("read as codes").isEqualTo(codes);
      List<List<String>> pieces = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
      for (int[] cut : new int[][] {{0, 2}, {2, 1}, {3, 2}}) {
        List<List<String>> piece =
            read(store, TestFiles.slice(store, path, cut[0], cut[1]), columns);
        for (int i = 0; i < columns.size(); i++) {
          pieces.get(i).addAll(piece.get(i));
        }
      }
      assertThat(pieces).isEqualTo(whole);
    }
  }

  @Test
  void slicesOfFilesWithPageIndexesAndOfEveryType() throws IOException {
    for (String name :
        List.of("page-index.parquet", "types-groups.parquet", "categories.parquet")) {
      Files.copy(TestFiles.resource(name), root.resolve(name));
    }
    try (ObjectStore store = TestFiles.store(root)) {
      FileSlice slice = TestFiles.slice(store, "page-index.parquet", 1, 2);
      List<List<String>> read = read(store, slice, List.of("k", "s"));
      assertThat(read.getFirst()).startsWith("250").endsWith("749");
      assertThat(read.getLast()).startsWith("v5").hasSize(500);
      FileSlice types = TestFiles.slice(store, "types-groups.parquet", 2, 1);
      assertThat(read(store, types, List.of("with.dot", "with space % ü", "dec38")))
          .isEqualTo(
              List.of(
                  Arrays.asList("1", "null", "3"),
                  Arrays.asList("1", "null", "3"),
                  Arrays.asList("-1.23", "null", "9".repeat(36) + ".99")));
    }
  }

  @Test
  void aSliceOfAFileThatWasReplacedIsRefused() throws SQLException {
    write("a.parquet", "select 1 as a");
    try (ObjectStore store = TestFiles.store(root)) {
      FileSlice slice = TestFiles.whole(store, "a.parquet");
      write("a.parquet", "select 2 as a, 3 as b");
      assertThat(failure(store, slice)).isEqualTo(ErrorCode.FILE_CHANGED);
    }
  }

  @Test
  void rowsThatWereNotPromisedAreNotRead() throws SQLException {
    write("a.parquet", "select * from range(10) t(a)");
    try (ObjectStore store = TestFiles.store(root)) {
      FileSlice slice = TestFiles.whole(store, "a.parquet");
      FileSlice more =
          new FileSlice(slice.path(), slice.etag(), slice.size(), 0, 1, 1, slice.rows() + 1, 1, 0);
      assertThat(failure(store, more)).isEqualTo(ErrorCode.FILE_CHANGED);
    }
  }

  @Test
  void damagedPagesAreAnErrorThatNamesTheFile() throws SQLException, IOException {
    write("a.parquet", "select i as a, random()::varchar as s from range(50000) t(i)");
    byte[] bytes = Files.readAllBytes(root.resolve("a.parquet"));
    Arrays.fill(bytes, 4, bytes.length / 2, (byte) 0x5A);
    Files.write(root.resolve("a.parquet"), bytes);
    try (ObjectStore store = TestFiles.store(root)) {
      assertThat(failure(store, TestFiles.whole(store, "a.parquet")))
          .isEqualTo(ErrorCode.FILE_CORRUPT);
    }
  }

  private void write(String path, String select) throws SQLException {
    TestFiles.duckdb("copy (%s) to '%s' (format parquet)".formatted(select, root.resolve(path)));
  }

  private ErrorCode failure(ObjectStore store, FileSlice slice) {
    TadashiException error =
        catchThrowableOfType(TadashiException.class, () -> read(store, slice, List.of("a")));
    assertThat(error.detail().where()).containsEntry("file", "a.parquet");
    return error.code();
  }

  /** The values as text, by column. */
  private List<List<String>> read(ObjectStore store, FileSlice slice, List<String> columns) {
    List<List<String>> values = new ArrayList<>();
    columns.forEach(column -> values.add(new ArrayList<>()));
    List<Field> fields = columns.stream().map(name -> Field.of(name, SimpleType.NULL)).toList();
    new ParquetReader(allocator, scratch)
        .read(store, slice, fields, batch -> add(columns, (ArrowBatch) batch, values));
    return values;
  }

  private static void add(ValueVector vector, List<String> to) {
    for (int row = 0; row < vector.getValueCount(); row++) {
      to.add(String.valueOf(vector.getObject(row)));
    }
  }

  private void add(List<String> columns, ArrowBatch batch, List<List<String>> values) {
    for (int column = 0; column < values.size(); column++) {
      FieldVector vector = batch.root().getVector(columns.get(column));
      DictionaryEncoding encoding = vector.getField().getDictionary();
      if (encoding != null) {
        dictionariesSeen++;
        FieldVector entries = Objects.requireNonNull(batch.dictionaries().apply(encoding.getId()));
        Dictionary dictionary = new Dictionary(entries, encoding);
        try (ValueVector decoded = DictionaryEncoder.decode(vector, dictionary, allocator)) {
          add(decoded, values.get(column));
        }
      } else {
        add(vector, values.get(column));
      }
    }
  }
}
