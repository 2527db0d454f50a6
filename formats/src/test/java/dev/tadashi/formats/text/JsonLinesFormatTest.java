package dev.tadashi.formats.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tadashi.formats.testing.ColumnValues;
import dev.tadashi.formats.testing.LoaderFixture;
import dev.tadashi.formats.testing.TestFiles;
import dev.tadashi.model.table.FileInfo;
import dev.tadashi.model.table.RowGroupInfo;
import dev.tadashi.model.type.Field;
import dev.tadashi.storage.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonLinesFormatTest extends LoaderFixture {
  private static final String ROWS =
      """
      select i as id, i * 0.25 as x, i % 2 = 0 as even, date '2000-01-01' + (i % 9000)::int as day,
       timestamp '1999-12-31 23:59:59.5' + to_seconds(i * 7) as at,
       case when i % 5 = 0 then null else i % 13 end as some,
       case when i % 3 = 0 then null when i % 3 = 1 then '' else 'a "b"' || chr(10) || 'ö' || i end
         as text
      from range(5000) t(i)\
      """;

  @ParameterizedTest
  @ValueSource(strings = {"a.jsonl", "a.ndjson.gz", "a.json.zst"})
  void holdsWhatDuckDbReadsWholeAndByGroups(String name) throws SQLException {
    Path file = root.resolve(name);
    TestFiles.duckdb("copy (%s) to '%s' (format json)".formatted(ROWS, file));
    try (ObjectStore store = TestFiles.store(root)) {
      JsonLinesFormat format = new JsonLinesFormat(allocator, 10_000);
      FileInfo info = format.inspect(store, TestFiles.listed(store, name));
      assertThat(info.rowGroups().size() > 20).isEqualTo(name.equals("a.jsonl"));
      assertThat(info.rowGroups().stream().mapToLong(RowGroupInfo::bytes).sum())
          .isEqualTo(TestFiles.listed(store, name).size());
      Map<String, List<String>> pieces = new LinkedHashMap<>();
      for (int group = 0; group < info.rowGroups().size(); group++) {
        load(store, TestFiles.slice(info, group, 1), info.schema().fields())
            .forEach((column, values) ->
                pieces.computeIfAbsent(column, x -> new ArrayList<>()).addAll(values));
      }
      assertThat(pieces.get("id")).hasSize(5_000);
      for (Field field : info.schema().fields()) {
        assertThat(pieces.get(field.name()))
            .as(field.toString())
            .isEqualTo(
                ColumnValues.duckdb(
                    "read_json('" + file + "', format='newline_delimited', sample_size=-1)",
                    field));
      }
    }
  }

  private FileInfo inspected(String name, String text) throws IOException {
    Files.writeString(root.resolve(name), text);
    try (ObjectStore store = TestFiles.store(root)) {
      return inspect(store, name);
    }
  }

  @Test
  void columnsAreThoseOfAllObjects() throws IOException {
    String text =
        """
        {"a": 1, "n": null}
        {"b": true, "a": 2.5, "mixed": 1}

        {"mixed": "x", "day": "2024-02-29", "deep": {"k": [1, 2]}, "text": "12"}
        {"long": 12345678901234567890}
        """;
    FileInfo info = inspected("a.jsonl", "\uFEFF" + text);
    assertThat(info.schema().fields().stream().map(f -> f.name() + " " + f.type().text()))
        .containsExactly(
            "a float64",
            "n null",
            "b bool",
            "mixed varchar",
            "day date",
            "deep other(json)",
            "text varchar",
            "long varchar");
    try (ObjectStore store = TestFiles.store(root)) {
      List<Field> usable =
          info.schema().fields().stream().filter(f -> !f.name().equals("deep")).toList();
      Map<String, List<String>> values = load(store, TestFiles.slice(info, 0, 1), usable);
      assertThat(values)
          .containsEntry("a", List.of("1.0", "2.5", "null", "null"))
          .containsEntry("mixed", List.of("null", "'1'", "'x'", "null"))
          .containsEntry("text", List.of("null", "null", "'12'", "null"))
          .containsEntry("long", List.of("null", "null", "null", "'12345678901234567890'"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'a': 1}\\n{'a': 2\\n{'a': 3}\\n|line 3",
        "{'a': 1}\\nhello\\n|line 2 is no JSON",
        "{'a': 1}\\n[1]\\n|line 2 is no JSON object",
        "[{'a': 1},\\n{'a': 2}]\\n|JSON array",
        "{\\n'a': 1\\n}\\n|line 1 is no whole JSON object",
        "{'a': 1} {'a': 2}\\n|line 1 holds more than one",
        "{'a': 1}\\n{'a': |line 2",
        "{'a': 1}\\n\\n{'a': 1, 'a': 2}\\n|line 3 has 'a' twice",
      })
  void badLinesAreNamed(String text, String message) {
    assertThatThrownBy(() -> inspected("bad.jsonl", text.replace("\\n", "\n").replace('\'', '"')))
        .hasMessageContainingAll("FILE_CORRUPT", "file=bad.jsonl", message);
  }

  @Test
  void deepNestingIsRefused() {
    String deep = "{\"a\": 1}\n{\"a\": " + "[".repeat(100_000) + "]".repeat(100_000) + "}\n";
    assertThatThrownBy(() -> inspected("deep.jsonl", deep))
        .hasMessageContainingAll("FILE_CORRUPT", "file=deep.jsonl", "line 2", "nesting depth");
  }

  @Test
  void filesOfAnotherKindAreNamed() throws IOException {
    Files.copy(TestFiles.resource("types.parquet"), root.resolve("named.jsonl"));
    try (ObjectStore store = TestFiles.store(root)) {
      assertThatThrownBy(() -> inspect(store, "named.jsonl"))
          .hasMessageContainingAll("FILE_CORRUPT", "file=named.jsonl", "another kind");
    }
  }
}
