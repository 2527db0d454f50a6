package dev.tadashi.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tadashi.model.ingest.IngestResult;
import dev.tadashi.model.table.TableName;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ManagedCatalogTest {
  private static final TableName TABLE = new TableName("main", "a.b");
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir private Path dir;

  @Test
  void aPointerMovesOnlyFromWhereItIsExpected() {
    try (Catalog catalog = Catalog.open(dir)) {
      ManagedCatalog tables = catalog.managed();
      assertThat(tables.swap(Optional.of("0"), to("1"), List.of())).isFalse();
      assertThat(tables.swap(Optional.empty(), to("1"), List.of(write("x")))).isTrue();
      assertThat(tables.swap(Optional.empty(), to("2"), List.of(write("y")))).isFalse();
      assertThat(tables.swap(Optional.of("1"), to("2"), List.of())).isTrue();
      assertThat(tables.write(TABLE, "y")).isEmpty();
    }
    try (Catalog catalog = Catalog.open(dir)) {
      assertThat(catalog.managed().pointer(TABLE)).contains(to("2"));
      assertThat(catalog.managed().write(TABLE, "x")).contains(write("x"));
    }
  }

  @Test
  void ofManyWhoMoveItFromTheSamePlaceOneDoes() {
    try (Catalog catalog = Catalog.open(dir)) {
      List<CompletableFuture<Boolean>> tries =
          IntStream.range(0, 16)
              .mapToObj(i ->
                  CompletableFuture.supplyAsync(
                      () -> catalog.managed().swap(Optional.empty(), to("" + i), List.of())))
              .toList();
      assertThat(tries.stream().filter(CompletableFuture::join).count()).isEqualTo(1);
    }
  }

  @Test
  void aDroppedTableForgetsItsWritesAndIsKnownUntilItsFilesAreGone() {
    try (Catalog catalog = Catalog.open(dir)) {
      ManagedCatalog tables = catalog.managed();
      tables.swap(Optional.empty(), to("1"), List.of(write("x")));
      tables.forget(TABLE);
      assertThat(tables.pointers()).hasSize(1);
      tables.swap(Optional.of("1"), new PointerRecord(TABLE, null, NOW), List.of());
      assertThat(tables.write(TABLE, "x")).isEmpty();
      assertThat(tables.pointers()).hasSize(1);
      tables.forget(TABLE);
      assertThat(tables.pointers()).isEmpty();
    }
  }

  @Test
  void oldWritesAreForgotten() {
    try (Catalog catalog = Catalog.open(dir)) {
      ManagedCatalog tables = catalog.managed();
      tables.swap(Optional.empty(), to("1"), List.of(write("x")));
      tables.removeWrites(NOW);
      assertThat(tables.write(TABLE, "x")).isPresent();
      tables.removeWrites(NOW.plusSeconds(1));
      assertThat(tables.write(TABLE, "x")).isEmpty();
    }
  }

  private static PointerRecord to(String metadata) {
    return new PointerRecord(TABLE, metadata, NOW);
  }

  private static IngestRecord write(String id) {
    return new IngestRecord(
        id, "append", "content", new IngestResult(TABLE, 3, 100, 1, 7, false), NOW);
  }
}
