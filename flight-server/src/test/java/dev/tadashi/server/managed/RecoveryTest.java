package dev.tadashi.server.managed;

import static dev.tadashi.server.managed.ManagedFixture.NAME;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tadashi.model.ingest.IngestMode;
import dev.tadashi.model.table.PartitionRef;
import dev.tadashi.server.base.ServerConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RecoveryTest {
  @TempDir private Path dir;

  @Test
  void aLostCatalogKnowsTablesAndTheirWritesAgain() throws IOException {
    List<PartitionRef> before;
    try (ManagedFixture fixture = new ManagedFixture(dir)) {
      fixture.write(IngestMode.CREATE, "a", 3);
      fixture.write(IngestMode.APPEND, "b", 4);
      before = fixture.found().orElseThrow().partitions();
    }
    loseCatalog();
    assertThat(recover()).contains("main.sales: recovered, 7 rows", "1 table");
    try (ManagedFixture fixture = new ManagedFixture(dir)) {
      assertThat(fixture.found().orElseThrow().partitions()).isEqualTo(before);
      assertThat(fixture.write(IngestMode.APPEND, "b", 4).repeated()).isTrue();
      assertThat(fixture.write(IngestMode.APPEND, "c", 5).repeated()).isFalse();
      assertThat(fixture.rows()).isEqualTo(12);
    }
  }

  @Test
  void aDroppedTableStaysDropped() throws IOException {
    try (ManagedFixture fixture = new ManagedFixture(dir)) {
      fixture.write(IngestMode.CREATE, "a", 3);
      fixture.tables.drop(NAME);
    }
    loseCatalog();
    assertThat(recover()).contains("0 tables");
  }

  @Test
  void whatTheCatalogKnowsStaysAsItIs() {
    try (ManagedFixture fixture = new ManagedFixture(dir)) {
      fixture.write(IngestMode.CREATE, "a", 3);
    }
    assertThat(recover()).contains("main.sales: known to the catalog");
    try (ManagedFixture fixture = new ManagedFixture(dir)) {
      assertThat(fixture.rows()).isEqualTo(3);
    }
  }

  private void loseCatalog() throws IOException {
    try (Stream<Path> files = Files.list(dir.resolve("catalog"))) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
  }

  private String recover() {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    Recovery.run(
        ServerConfig.local(dir, List.of()), new PrintStream(said, true, StandardCharsets.UTF_8));
    return said.toString(StandardCharsets.UTF_8);
  }
}
