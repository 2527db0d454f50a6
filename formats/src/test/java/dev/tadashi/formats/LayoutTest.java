package dev.tadashi.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tadashi.engine.column.Column;
import dev.tadashi.engine.column.DictionaryColumn;
import dev.tadashi.formats.testing.ColumnValues;
import dev.tadashi.formats.testing.LoaderFixture;
import dev.tadashi.formats.testing.TestFiles;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.FileInfo;
import dev.tadashi.model.table.FileSlice;
import dev.tadashi.model.table.TableFile;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.SimpleType;
import dev.tadashi.storage.FileFormat;
import dev.tadashi.storage.ObjectStore;
import dev.tadashi.storage.ObjectVisitor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that differ from their table: columns absent, in another order, narrower, in the path. */
final class LayoutTest extends LoaderFixture {

  /** Files below folders too, in order of their paths. */
  private static List<TableFile> files(ObjectStore store) {
    List<TableFile> files = new ArrayList<>();
    store.list(
        "",
        new ObjectVisitor() {
          @Override
          public boolean enter(String folder) {
            return true;
          }

          @Override
          public void object(TableFile file) {
            files.add(file);
          }

          @Override
          public void refused(String path, TadashiException why) {
            throw why;
          }
        });
    files.sort(Comparator.comparing(TableFile::path));
    return files;
  }

  private Map<String, List<String>> loadAll(List<Field> columns) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    try (ObjectStore store = TestFiles.store(root)) {
      for (TableFile file : files(store)) {
        String format = FileFormat.ofFile(file.path()).orElseThrow().text();
        FileInfo info = inspector().inspect(store, format, file);
        load(store, TestFiles.slice(info, 0, info.rowGroups().size()), columns)
            .forEach(
                (name, more) -> values.computeIfAbsent(name, x -> new ArrayList<>()).addAll(more));
      }
    }
    return values;
  }

  private static Field field(String name, String type) {
    return Field.of(name, DataType.parse(type));
  }

  private void write(String path, String select) throws IOException, SQLException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    TestFiles.duckdb("copy (%s) to '%s' (format parquet)".formatted(select, file));
  }

  @Test
  void columnsAreFoundByNameWidenedAndNullWhereTheyAreAbsent() throws IOException, SQLException {
    write("a.parquet", "select 1::tinyint as n, 'x' as t");
    write("b.parquet", "select 'y' as t, 3000000000 as n");
    write("c.parquet", "select 1.5::float as f");
    write("d.parquet", "select 2.5::double as f, null as t");
    Map<String, List<String>> values =
        loadAll(List.of(field("n", "int64"), field("t", "varchar"), field("f", "float64")));
    assertThat(values)
        .containsEntry("n", List.of("1", "3000000000", "null", "null"))
        .containsEntry("t", List.of("'x'", "'y'", "null", "null"))
        .containsEntry("f", List.of("null", "null", "1.5", "2.5"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "tinyint; int16",
        "tinyint; int64",
        "utinyint; int16",
        "usmallint; uint64",
        "uinteger; int64",
        "integer; int64",
        "integer; float64",
        "float; float64",
        "decimal(5,2); decimal(18,2)",
        "decimal(9,2); decimal(38,2)",
        "decimal(20,2); decimal(30,2)",
        "timestamp_ms; timestamp(us)",
        "timestamp; timestamp(ns)",
        "date; timestamp(us)",
      })
  void narrowValuesAreWidenedAsDuckDbCastsThem(String narrow, String wide)
      throws IOException, SQLException {
    String value =
        switch (narrow) {
          case "date" -> "date '1960-01-01' + i::int";
          case "timestamp", "timestamp_ms" -> "timestamp '1969-12-31 23:59:59.5' + to_hours(i)";
          default -> "i - case when '%s' like 'u%%' then 0 else 50 end".formatted(narrow);
        };
    write(
        "a.parquet",
        "select case when i %% 7 = 0 then null else (%s)::%s end as v from range(100) t(i)"
            .formatted(value, narrow));
    Field column = field("v", wide);
    assertThat(loadAll(List.of(column)).get("v"))
        .isEqualTo(
            ColumnValues.duckdb(
                "(select v::%s as v from read_parquet('%s'))"
                    .formatted(duckdbType(wide), root.resolve("a.parquet")),
                column));
  }

  private static String duckdbType(String ours) {
    return switch (ours) {
      case "float64" -> "double";
      case "uint64" -> "ubigint";
      case "timestamp(us)" -> "timestamp";
      case "timestamp(ns)" -> "timestamp_ns";
      default -> ours;
    };
  }

  @Test
  void aTypeThatDoesNotWidenIsNamed() throws IOException, SQLException {
    write("a.parquet", "select 300 as n");
    assertThatThrownBy(() -> loadAll(List.of(field("n", "int8"))))
        .hasMessageContainingAll("TYPE_MISMATCH", "file=a.parquet", "column=n", "int32", "int8");
  }

  @Test
  void keysInThePathAreColumns() throws IOException, SQLException {
    write("year=2024/name=a%20b%2Fc%/x.parquet", "select 1 as n from range(3)");
    write("year=2025/name=/x.parquet", "select 2 as n, 99 as year");
    write("year=__HIVE_DEFAULT_PARTITION__/name=ä=ö/x.parquet", "select 3 as n");
    Map<String, List<String>> values =
        loadAll(List.of(field("year", "int64"), field("n", "int32"), field("name", "varchar")));
    assertThat(values)
        .containsEntry("year", List.of("2024", "2024", "2024", "2025", "null"))
        .containsEntry("n", List.of("1", "1", "1", "2", "3"))
        .containsEntry("name", List.of("'a b/c%'", "'a b/c%'", "'a b/c%'", "null", "'ä=ö'"));
    assertThat(loadAll(List.of(field("year", "int64"))).get("year")).hasSize(5);
  }

  @Test
  void keysAreOfTheTablesType() throws IOException, SQLException {
    write("day=2024-02-29/flag=true/x=1.5/d=2.50/x.parquet", "select 1 as n");
    Map<String, List<String>> values =
        loadAll(
            List.of(
                field("day", "date"),
                field("flag", "bool"),
                field("x", "float64"),
                field("d", "decimal(30,2)")));
    assertThat(values.values())
        .containsExactly(List.of("19782"), List.of("true"), List.of("1.5"), List.of("2.50"));
    assertThatThrownBy(() -> loadAll(List.of(field("day", "int64"))))
        .hasMessageContainingAll("TYPE_MISMATCH", "column=day", "2024-02-29", "x.parquet");
  }

  @Test
  void aConstantTextIsOneEntryOfADictionary() throws IOException, SQLException {
    write("key=only/x.parquet", "select i from range(100000) t(i)");
    try (ObjectStore store = TestFiles.store(root)) {
      FileInfo info = inspector().inspect(store, "parquet", files(store).getFirst());
      FileSlice all = TestFiles.slice(info, 0, info.rowGroups().size());
      Map<String, Column> loaded =
          loader()
              .load(
                  store,
                  partition(List.of(all)),
                  List.of(Field.of("key", SimpleType.VARCHAR)),
                  LoadProgress.none());
      try (Column column = loaded.values().iterator().next()) {
        assertThat(column.rows()).isEqualTo(100_000);
        assertThat(((DictionaryColumn) column).dictionary().size()).isEqualTo(1);
      }
    }
  }

  @Test
  void tenThousandColumnsOfParquetAreRead() throws IOException, SQLException {
    StringBuilder select = new StringBuilder("select 0 as c0");
    for (int i = 1; i < 10_000; i++) {
      select.append(", ").append(i).append(" as c").append(i);
    }
    write("wide.parquet", select.toString());
    try (ObjectStore store = TestFiles.store(root)) {
      FileInfo info = inspect(store, "wide.parquet");
      assertThat(info.schema().size()).isEqualTo(10_000);
      assertThat(load(store, TestFiles.slice(info, 0, 1), info.schema().fields()))
          .hasSize(10_000)
          .containsEntry("c9999", List.of("9999"));
    }
  }
}
