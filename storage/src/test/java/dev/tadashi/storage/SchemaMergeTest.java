package dev.tadashi.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tadashi.model.table.FileInfo;
import dev.tadashi.model.table.TableFile;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.Schema;
import dev.tadashi.model.type.SimpleType;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SchemaMergeTest {
  private static final Field ID = new Field("id", SimpleType.INT32, false);
  private static final Field NAME = Field.of("name", SimpleType.VARCHAR);

  @Test
  void equalSchemasAreOneAndNullableWins() {
    Field nullableId = Field.of("id", SimpleType.INT32);
    assertThat(common(file("a", ID, NAME), file("b", nullableId, NAME)))
        .isEqualTo(new Schema(List.of(nullableId, NAME)));
    assertThat(common(file("a", ID, NAME), file("b", ID, NAME)))
        .isEqualTo(new Schema(List.of(ID, NAME)));
  }

  @Test
  void columnsAreFoundByNameAndNullableWhereTheyAreAbsent() {
    Field extra = new Field("extra", SimpleType.DATE, false);
    assertThat(common(file("a", ID, NAME), file("b", NAME, ID, extra), file("c", NAME)))
        .isEqualTo(
            new Schema(
                List.of(Field.of("id", SimpleType.INT32), NAME, Field.of("extra", extra.type()))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "int8; int64; int64",
        "int64; uint32; int64",
        "int32; uint32; int64",
        "int8; uint8; int16",
        "int64; uint64; float64",
        "float32; float64; float64",
        "int32; float32; float64",
        "null; date; date",
        "date; timestamp(us); timestamp(us)",
        "timestamp(ns); timestamp(ms); timestamp(ns)",
        "decimal(5,2); decimal(9,2); decimal(9,2)",
        "other(a); other(b); other(a)",
      })
  void typesWiden(String left, String right, String both) {
    assertThat(type("parquet", left, right)).isEqualTo(both);
    assertThat(type("csv", left, right)).isEqualTo(both);
    if (!both.startsWith("other")) {
      assertThat(type("parquet", right, left)).isEqualTo(both);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "int32; varchar; varchar",
        "bool; int64; varchar",
        "date; int64; varchar",
        "timestamp(us); timestamp(us,UTC); varchar",
        "other(json); int64; other(json)",
        "varchar; other(json); other(json)",
      })
  void onlyTextIsReadAsTextWhenTypesDoNotGoTogether(String left, String right, String text) {
    assertThat(type("csv", left, right)).isEqualTo(text);
    assertThat(type("json", left, right)).isEqualTo(text);
    assertThatThrownBy(() -> type("parquet", left, right))
        .hasMessageContainingAll("'f1'", "column=c", left, right);
  }

  @Test
  void theOddFileAndColumnAreNamed() {
    Field odd = Field.of("id", SimpleType.VARCHAR);
    assertThatThrownBy(() -> common(file("odd", odd, NAME), file("b", ID, NAME), file("c", ID)))
        .hasMessageContainingAll("UNSUPPORTED", "'odd'", "column=id", "varchar", "int32");
    assertThatThrownBy(() -> common(file("a", ID), file("b", Field.of("ID", ID.type()))))
        .hasMessageContainingAll("'b'", "column=ID", "'id'");
    assertThatThrownBy(() -> type("parquet", "decimal(5,2)", "decimal(5,3)"))
        .hasMessageContainingAll("'f1'", "decimal(5,3)", "decimal(5,2)");
  }

  @Test
  void columnsOfThePathAreTypedByAllValuesAndWinOverThoseOfFiles() {
    Schema found =
        common(
            file("t/n=1/day=2024-02-29/Word=x%2Fy/a", ID, Field.of("word", SimpleType.INT32)),
            file("t/n=__HIVE_DEFAULT_PARTITION__/day=2024-03-01/Word=7/b", NAME),
            file("t/n=-07/day=__HIVE_DEFAULT_PARTITION__/Word=/b", NAME));
    assertThat(found.fields().stream().map(field -> field.name() + " " + field.type().text()))
        .containsExactly("id int32", "name varchar", "n int64", "day date", "Word varchar");
    assertThat(pathType("1", "2024-01-01")).isEqualTo("varchar");
    assertThat(pathType("9223372036854775807")).isEqualTo("int64");
    assertThat(pathType("9223372036854775808")).isEqualTo("varchar");
    assertThat(pathType("2023-02-29")).isEqualTo("varchar");
    assertThat(pathType("1.0")).isEqualTo("varchar");
    assertThat(pathType("", "__HIVE_DEFAULT_PARTITION__")).isEqualTo("varchar");
  }

  private static String pathType(String... values) {
    FileInfo[] files =
        Arrays.stream(values).map(value -> file("k=" + value + "/f")).toArray(FileInfo[]::new);
    return common(files).field(0).type().text();
  }

  private static String type(String format, String left, String right) {
    List<FileInfo> files =
        List.of(
            file("f0", Field.of("c", DataType.parse(left))),
            file("f1", Field.of("c", DataType.parse(right))));
    return SchemaMerge.common(format, files).field(0).type().text();
  }

  private static Schema common(FileInfo... files) {
    return SchemaMerge.common("parquet", List.of(files));
  }

  private static FileInfo file(String path, Field... fields) {
    return new FileInfo(new TableFile(path, 1, "e"), new Schema(List.of(fields)), List.of());
  }
}
