package dev.tadashi.storage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FileFormatTest {

  @ParameterizedTest
  @CsvSource({
    "a.parquet, PARQUET, a",
    "a.b.CSV, CSV, a.b",
    "a.csv.gz, CSV, a",
    "a.tsv.zst, CSV, a",
    "a.jsonl, JSON, a",
    "a.json.gz, JSON, a",
    "a.ndjson, JSON, a",
    "a.orc, ORC, a",
    "a.feather, ARROW, a",
    "a.arrows, ARROW, a",
  })
  void anEndingTellsTheFormatAndTheRestIsTheName(String file, FileFormat format, String stem) {
    assertThat(FileFormat.ofFile(file)).contains(format);
    assertThat(FileFormat.stemOf(file)).isEqualTo(stem);
  }

  @ParameterizedTest
  @ValueSource(strings = {"csv", "a.gz", "a.parquet.gz", "a.xlsx", "a.csv.bz2"})
  void otherEndingsAreOfNone(String file) {
    assertThat(FileFormat.ofFile(file)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aFormatIsFoundByItsName(FileFormat format) {
    assertThat(FileFormat.named(format.text())).contains(format);
  }

  @Test
  void anUnknownNameIsOfNone() {
    assertThat(FileFormat.named("xlsx")).isEmpty();
  }
}
