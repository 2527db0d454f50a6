package dev.tadashi.formats.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tadashi.engine.column.Column;
import dev.tadashi.formats.LoadProgress;
import dev.tadashi.formats.testing.ColumnValues;
import dev.tadashi.formats.testing.LoaderFixture;
import dev.tadashi.formats.testing.TestFiles;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.FileInfo;
import dev.tadashi.model.table.FileSlice;
import dev.tadashi.model.table.RowGroupInfo;
import dev.tadashi.model.table.TableFile;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.OtherType;
import dev.tadashi.model.type.Schema;
import dev.tadashi.model.type.SimpleType;
import dev.tadashi.storage.ObjectStore;
import dev.tadashi.storage.ObjectWriter;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ParquetFileWriterTest extends LoaderFixture {
  private static final String TYPES =
      """
      copy (select
        i %% 2 = 0 as b, i::tinyint as i1, (i %% 300)::smallint as i2, i::integer as i4,
        i * 1000003 as i8, (i %% 256)::utinyint as u1, i::usmallint as u2,
        (i * 400000)::uinteger as u4, (i::ubigint + 9223372036854775000) as u8,
        (i * 0.5)::float as f4, case when i = 7 then 'nan'::double else i / 3.0 end as f8,
        'text ' || (i %% 10) as few, 'größe ' || i as many, ''::varchar as none,
        ('x' || i)::blob as bin, date '1969-12-01' + i::integer as d,
        time '00:00:01' + to_seconds(i) as tm,
        timestamp '1960-01-01 00:00:00.5' + to_hours(i) as ts,
        make_timestamp_ns(i * 1000000007) as tsn,
        (timestamp '2020-01-01' + to_days(i::integer))::timestamptz as tz,
        (i - 50)::decimal(9, 2) as d9, (i - 50)::decimal(18, 4) as d18,
        ((i - 50)::hugeint * 1000000007)::decimal(38, 10) as d38,
        (i %% 5)::decimal(12, 0) as whole, 42 as one
        from range(%1$d) t(i)) to '%2$s' (format parquet)
      """;

  @ParameterizedTest
  @ValueSource(ints = {1, 127, 5_000, 70_000})
  void everyTypeIsReadBackByUsAndByDuckDb(int rows) throws SQLException {
    copy(rows, "select * from read_parquet('%s')");
  }

  @ParameterizedTest
  @ValueSource(ints = {9, 100, 66_000})
  void nullsAreReadBack(int rows) throws SQLException {
    copy(
        rows,
        "select s.* from range(120) r(k) left join read_parquet('%s') s"
            + " on s.i8 = k * 1000003 and k %% 3 > 0");
  }

  private void copy(int rows, String query) throws SQLException {
    TestFiles.duckdb(TYPES.formatted(Math.min(rows, 120), root.resolve("seed.parquet")));
    String seed = query.formatted(root.resolve("seed.parquet"));
    TestFiles.duckdb(
        "copy (select s.* from (%s) s, range(%d) limit %d) to '%s' (format parquet)"
            .formatted(seed, rows / 120 + 1, rows, root.resolve("source.parquet")));
    try (ObjectStore store = TestFiles.store(root)) {
      FileInfo source = inspect(store, "source.parquet");
      Schema schema = source.schema();
      write(store, TestFiles.whole(store, "source.parquet"), schema, "written.parquet");

      FileInfo written = inspect(store, "written.parquet");
      assertThat(written.schema()).isEqualTo(schema);
      assertThat(written.rows()).isEqualTo(rows);
      Map<String, List<String>> before =
          load(store, TestFiles.whole(store, "source.parquet"), schema.fields());
      Map<String, List<String>> after =
          load(store, TestFiles.whole(store, "written.parquet"), schema.fields());
      assertThat(after).isEqualTo(before);
      for (Field field : schema.fields()) {
        assertThat(ColumnValues.duckdb(root.resolve("written.parquet"), field))
            .as(field.name())
            .isEqualTo(ColumnValues.duckdb(root.resolve("source.parquet"), field));
      }
    }
  }

  private void write(ObjectStore store, FileSlice slice, Schema schema, String path) {
    Map<String, Column> columns =
        loader().load(store, partition(List.of(slice)), schema.fields(), LoadProgress.none());
    try (ObjectWriter writer = store.create(path)) {
      RowGroupInfo group =
          new ParquetFileWriter(schema, allocator).write(columns, (int) slice.rows(), writer);
      TableFile file = writer.finish();
      assertThat(inspect(store, path).rowGroups()).containsExactly(group);
      assertThat(file).isEqualTo(TestFiles.listed(store, path));
    } finally {
      columns.values().forEach(Column::close);
    }
  }

  @Test
  void leastAndGreatestValuesLeaveOutRowGroups() throws SQLException {
    TestFiles.duckdb(TYPES.formatted(100, root.resolve("source.parquet")));
    try (ObjectStore store = TestFiles.store(root)) {
      Schema schema = inspect(store, "source.parquet").schema();
      write(store, TestFiles.whole(store, "source.parquet"), schema, "written.parquet");
    }
    String told =
        "(select path_in_schema as c, stats_min_value || ' ' || stats_max_value as s"
            + " from parquet_metadata('"
            + root.resolve("written.parquet")
            + "') where c in %s)";
    assertThat(
            ColumnValues.duckdb(
                told.formatted("('i8', 'few', 'd9', 'f4', 'b')"),
                Field.of("s", SimpleType.VARCHAR)))
        .containsExactly(
            "'false true'", "'0 99000297'", "'-0.0 49.5'", "'text 0 text 9'", "'-50.00 49.00'");
  }

  @Test
  void aTypeThatIsNotWrittenIsRefusedByItsColumn() {
    Schema schema = new Schema(List.of(Field.of("xs", new OtherType("list<int64>"))));
    TadashiException refused =
        catchThrowableOfType(
            TadashiException.class, () -> new ParquetFileWriter(schema, allocator));
    assertThat(refused.code()).isEqualTo(ErrorCode.UNSUPPORTED);
    assertThat(refused.detail().message()).contains("xs").contains("list<int64>");
  }
}
