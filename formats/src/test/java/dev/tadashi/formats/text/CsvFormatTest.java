package dev.tadashi.formats.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import dev.tadashi.formats.testing.ColumnValues;
import dev.tadashi.formats.testing.LoaderFixture;
import dev.tadashi.formats.testing.TestFiles;
import dev.tadashi.model.table.FileInfo;
import dev.tadashi.model.table.RowGroupInfo;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.SimpleType;
import dev.tadashi.storage.ObjectStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CsvFormatTest extends LoaderFixture {
  private static final String ALL_TYPES =
      """
      select i as id, i * 0.25 as x, i % 2 = 0 as even, date '2000-01-01' + (i % 9000)::int as day,
       timestamp '1999-12-31 23:59:59.5' + to_seconds(i * 7) as at,
       case when i % 5 = 0 then null else i % 13 end as some,
       case when i % 3 = 0 then null when i % 3 = 1 then '' else 'a "b", ' || chr(10) || 'ö' || i end
         as text,
       case when i % 11 = 0 then null else 'v' || i % 7 end as few
      from range(5000) t(i)\
      """;

  @ParameterizedTest
  @ValueSource(strings = {"a.csv", "a.csv.gz", "a.csv.zst", "a.tsv"})
  void holdsWhatDuckDbReads(String name) throws SQLException {
    Path file = root.resolve(name);
    String delimiter = name.contains(".tsv") ? "\\t" : ",";
    TestFiles.duckdb(
        "copy (%s) to '%s' (format csv, header, delimiter e'%s')"
            .formatted(ALL_TYPES, file, delimiter));
    try (ObjectStore store = TestFiles.store(root)) {
      FileInfo info = inspect(store, name);
      assertThat(types(info))
          .containsExactly(
              "id int64",
              "x float64",
              "even bool",
              "day date",
              "at timestamp(us)",
              "some int64",
              "text varchar",
              "few varchar");
      assertHolds(
          load(store, TestFiles.whole(store, name), info.schema().fields()),
          info,
          "read_csv('%s', delim=e'%s', allow_quoted_nulls=false, sample_size=-1)"
              .formatted(file, delimiter));
    }
  }

  private static void assertHolds(Map<String, List<String>> values, FileInfo info, String relation)
      throws SQLException {
    for (Field field : info.schema().fields()) {
      assertThat(values.get(field.name()))
          .as(field.toString())
          .isEqualTo(ColumnValues.duckdb(relation, field));
    }
  }

  private static List<String> types(FileInfo info) {
    return info.schema().fields().stream()
        .map(field -> field.name() + " " + field.type().text())
        .toList();
  }

  /** Quotes, line ends within them and a byte order mark, cut into small groups. */
  @ParameterizedTest
  @CsvSource({"\\n, false", "\\r\\n, true"})
  void groupsAddUpToTheWholeFile(String lineEnd, boolean mark) throws IOException, SQLException {
    Path file = root.resolve("a.csv");
    TestFiles.duckdb("copy (%s) to '%s' (format csv, header)".formatted(ALL_TYPES, file));
    String text = Files.readString(file);
    boolean windows = lineEnd.startsWith("\\r");
    Files.writeString(file, (mark ? "\uFEFF" : "") + (windows ? text.replace("\n", "\r\n") : text));
    try (ObjectStore store = TestFiles.store(root)) {
      CsvFormat format = new CsvFormat(allocator, new CsvGroups(scratch, 10_000));
      FileInfo info = format.inspect(store, TestFiles.listed(store, "a.csv"));
      assertThat(info.rowGroups()).hasSizeGreaterThan(5);
      assertThat(info.rowGroups().stream().mapToLong(RowGroupInfo::bytes).sum())
          .isEqualTo(Files.size(file));
      assertThat(info.rows()).isEqualTo(5_000);
      Map<String, List<String>> pieces = new LinkedHashMap<>();
      for (int group = 0; group < info.rowGroups().size(); group++) {
        load(store, TestFiles.slice(info, group, 1), info.schema().fields())
            .forEach((name, values) ->
                pieces.computeIfAbsent(name, x -> new ArrayList<>()).addAll(values));
      }
      assertHolds(
          pieces, info, "read_csv('" + file + "', allow_quoted_nulls=false, sample_size=-1)");
    }
  }

  private FileInfo inspected(String name, String text) throws IOException {
    Files.writeString(root.resolve(name), text);
    try (ObjectStore store = TestFiles.store(root)) {
      return inspect(store, name);
    }
  }

  private List<String> values(String name, Field column) {
    try (ObjectStore store = TestFiles.store(root)) {
      return load(store, TestFiles.whole(store, name), List.of(column)).values().iterator().next();
    }
  }

  @Test
  void typesAreThoseOfAllValues() throws IOException {
    String late = "1,1,true,2024-01-01,2024-01-01 10:00:00Z,NA,NA,,007,12345678901234567890\n";
    String text =
        "i,d,b,day,at,n,na,none,zeros,long\n"
            + late.repeat(3_000)
            + "2,1.5,FALSE,2024-02-29 00:00:01.123456789,2024-01-01T10:00:00+02:00,3,,,1,1\n";
    FileInfo info = inspected("a.csv", text);
    assertThat(types(info))
        .containsExactly(
            "i int64",
            "d float64",
            "b bool",
            "day timestamp(ns)",
            "at timestamp(us,UTC)",
            "n int64",
            "na varchar",
            "none null",
            "zeros int64",
            "long varchar");
    assertThat(values("a.csv", info.schema().field(3))).endsWith("1709164801123456789");
    assertThat(values("a.csv", info.schema().field(4)))
        .startsWith("1704103200000000")
        .endsWith("1704096000000000");
    assertThat(values("a.csv", info.schema().field(5))).startsWith("null").endsWith("3");
    assertThat(values("a.csv", info.schema().field(6))).startsWith("'NA'").endsWith("null");
  }

  @Test
  void numbersAreThoseThatJavaReads() throws IOException {
    List<String> numbers =
        List.of(
            "0.1",
            "-0.0",
            "1e300",
            "123456789.123456",
            "9007199254740993.5",
            ".5",
            "5.",
            "1E-5",
            "-12345.678901234567",
            "inf",
            "-Infinity",
            "nan",
            "4.9e-324",
            "0.000001");
    FileInfo info = inspected("a.csv", "x,y\n" + String.join(",1\n", numbers) + ",1\n");
    assertThat(types(info)).containsExactly("x float64", "y int64");
    List<String> expected =
        numbers.stream()
            .map(number ->
                switch (number) {
                  case "inf" -> "Infinity";
                  case "nan" -> "NaN";
                  default -> String.valueOf(Double.parseDouble(number));
                })
            .toList();
    assertThat(values("a.csv", info.schema().field(0))).isEqualTo(expected);
    for (String text : List.of("1f", "0x10", "1e", "--1", "1-1", "1_000", "+1", ".", "-")) {
      assertThat(types(inspected("b.csv", "x,y\n" + text + ",1\n")))
          .as(text)
          .containsExactly("x varchar", "y int64");
    }
  }

  @Test
  void integersReachTheEndsOfTheirRange() throws IOException {
    FileInfo info =
        inspected(
            "a.csv", "x,y\n9223372036854775807,9223372036854775808\n-9223372036854775808,1\n");
    assertThat(types(info)).containsExactly("x int64", "y varchar");
    assertThat(values("a.csv", info.schema().field(0)))
        .containsExactly("9223372036854775807", "-9223372036854775808");
  }

  @Test
  void anEmptyValueIsNullAndAQuotedOneIsAnEmptyText() throws IOException {
    inspected("a.csv", "x,y\n,1\n\"\",2\na,3\n\n");
    assertThat(values("a.csv", Field.of("x", SimpleType.VARCHAR)))
        .containsExactly("null", "''", "'a'");
  }

  @Test
  void otherSeparatorsAreSeenInTheHeader() throws IOException {
    FileInfo info = inspected("a.csv", "a;b,c;\n1;2;3\n");
    assertThat(types(info)).containsExactly("a int64", "b,c int64", "column3 int64");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a,b\\n1,2\\n\"x\\ny\",2\\n3\\n|line=5 column=b|line 5 has 1 values for 2 columns",
        "a,b\\n1,2,3\\n|line=2 column=3|line 2 has 3 values for 2 columns",
        "a,b,a\\n1,2,3\\n|column=a|two columns named 'a'",
        "a,b\\n1,\"open\\n|file=bad.csv|line 2",
        "a,b\\n1,\"x\"y\\n|file=bad.csv|line 2",
      })
  void badLinesAreNamed(String text, String places, String message) {
    assertThatThrownBy(() -> inspected("bad.csv", text.replace("\\n", "\n")))
        .hasMessageContaining("file=bad.csv")
        .hasMessageContaining(message)
        .hasMessageContainingAll(places.split(" "));
  }

  @Test
  void bytesThatAreNoTextAreNamed() throws IOException {
    byte[] latin = "a,b\n1,gr\u00f6\u00dfe\n".getBytes(StandardCharsets.ISO_8859_1);
    assertRefused("latin.csv", latin, "line 2 column 'b' is not UTF-8");
    byte[] wide = "a,b\n1,2\n".getBytes(StandardCharsets.UTF_16);
    assertRefused("wide.csv", wide, "not text in UTF-8");
    byte[] parquet = Files.readAllBytes(TestFiles.resource("types.parquet"));
    assertRefused("named.csv", parquet, "another kind of file");
    assertRefused("none.csv", new byte[0], "is empty");
    assertRefused("mark.csv.gz", gzip(new byte[0]), "is empty");
    assertRefused("plain.csv.gz", "a,b\n1,2\n".getBytes(StandardCharsets.UTF_8), "GZIP");
    assertRefused("plain.csv.zst", "a,b\n1,2\n".getBytes(StandardCharsets.UTF_8), "cannot be read");
    byte[] zipped = gzip("a,b\n1,2\n".repeat(1_000).getBytes(StandardCharsets.UTF_8));
    assertRefused("cut.csv.gz", Arrays.copyOf(zipped, zipped.length - 20), "cannot be read");
  }

  private void assertRefused(String name, byte[] content, String message) throws IOException {
    Files.write(root.resolve(name), content);
    try (ObjectStore store = TestFiles.store(root)) {
      assertThatThrownBy(() -> inspect(store, name))
          .hasMessageContainingAll("FILE_CORRUPT", "file=" + name, message);
    }
  }

  private static byte[] gzip(byte[] text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text);
    }
    return bytes.toByteArray();
  }

  /** What becomes a gigabyte is never held at once; a value of that size is refused. */
  @Test
  void bombsAreReadInBoundedMemory() throws IOException {
    try (OutputStream out =
        new ZstdOutputStream(Files.newOutputStream(root.resolve("bomb.csv.zst")))) {
      out.write("a,b\n".getBytes(StandardCharsets.US_ASCII));
      byte[] part = new byte[1 << 20];
      Arrays.fill(part, (byte) '7');
      for (int i = 0; i < 1 << 10; i++) {
        out.write(part);
      }
    }
    try (ObjectStore store = TestFiles.store(root)) {
      assertThatThrownBy(() -> inspect(store, "bomb.csv.zst"))
          .hasMessageContainingAll("FILE_CORRUPT", "file=bomb.csv.zst");
    }
  }

  @Test
  void tenThousandColumnsAreRead() throws IOException {
    String names =
        IntStream.range(0, 10_000).mapToObj(i -> "c" + i).collect(Collectors.joining(","));
    String row =
        IntStream.range(0, 10_000).mapToObj(String::valueOf).collect(Collectors.joining(","));
    FileInfo info = inspected("wide.csv", names + "\n" + (row + "\n").repeat(300));
    assertThat(info.schema().size()).isEqualTo(10_000);
    try (ObjectStore store = TestFiles.store(root)) {
      Map<String, List<String>> all =
          load(store, TestFiles.slice(info, 0, 1), info.schema().fields());
      assertThat(all.get("c9999")).hasSize(300).containsOnly("9999");
    }
  }

  @Test
  void columnsThatTheFileHasNotAreNullAndOthersTakeTheTablesType() throws IOException {
    inspected("a.csv", "b,a\n1,2\n3,4\n");
    assertThat(values("a.csv", Field.of("z", SimpleType.DATE))).containsExactly("null", "null");
    assertThat(values("a.csv", Field.of("a", SimpleType.FLOAT64))).containsExactly("2.0", "4.0");
    assertThat(values("a.csv", Field.of("b", SimpleType.VARCHAR))).containsExactly("'1'", "'3'");
    assertThatThrownBy(() -> values("a.csv", Field.of("b", SimpleType.DATE)))
        .hasMessageContainingAll("file=a.csv", "column=b", "'1'", "date");
  }
}
