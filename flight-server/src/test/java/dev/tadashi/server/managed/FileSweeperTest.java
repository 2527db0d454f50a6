package dev.tadashi.server.managed;

import static dev.tadashi.server.managed.ManagedFixture.COLUMNS;
import static dev.tadashi.server.managed.ManagedFixture.NAME;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tadashi.model.ingest.IngestMode;
import dev.tadashi.model.table.PartitionRef;
import dev.tadashi.model.table.WrittenFile;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileSweeperTest {
  private static final Duration RETENTION = Duration.ofMinutes(10);

  @TempDir private Path dir;
  private ManagedFixture fixture;
  private FileSweeper sweeper;
  private Instant now;
  private Set<PartitionRef> reading = Set.of();

  @BeforeEach
  void start() {
    fixture = new ManagedFixture(dir);
    begin();
  }

  private void begin() {
    now = Instant.now();
    sweeper =
        new FileSweeper(
            fixture.tables,
            fixture.catalog().managed(),
            fixture.stores(),
            () -> reading,
            RETENTION,
            () -> now);
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  @Test
  void replacedFilesGoAfterTheRetention() {
    fixture.write(IngestMode.CREATE, "a", 3, 4);
    Set<String> before = dataFiles();
    fixture.write(IngestMode.REPLACE, "b", 5);
    sweepAfter(Duration.ZERO);
    sweepAfter(RETENTION.minusSeconds(1));
    assertThat(dataFiles()).containsAll(before);
    sweepAfter(Duration.ofSeconds(2));
    sweepAfter(RETENTION);
    assertThat(dataFiles()).hasSize(1).doesNotContainAnyElementsOf(before);
    assertThat(fixture.rows()).isEqualTo(5);
    fixture.restart();
    assertThat(fixture.rows()).isEqualTo(5);
  }

  @Test
  void filesThatATaskReadsStay() {
    fixture.write(IngestMode.CREATE, "a", 3);
    Set<String> before = dataFiles();
    reading = Set.copyOf(fixture.found().orElseThrow().partitions());
    fixture.tables.truncate(NAME);
    sweepLong();
    assertThat(dataFiles()).containsAll(before);
    reading = Set.of();
    sweepLong();
    assertThat(dataFiles()).isEmpty();
  }

  @Test
  void filesOfAnOpenUploadStayAndThoseOfABrokenOneGo() {
    fixture.write(IngestMode.CREATE, "a", 3);
    Upload open = fixture.tables.begin(NAME, COLUMNS, IngestMode.APPEND, "b");
    List<WrittenFile> files = fixture.files(open, 4);
    sweepLong();
    fixture.tables.commit(open, ManagedFixture.written(files));
    assertThat(fixture.rows()).isEqualTo(7);
    Upload broken = fixture.tables.begin(NAME, COLUMNS, IngestMode.APPEND, "c");
    fixture.files(broken, 5);
    fixture.restart();
    begin();
    assertThat(dataFiles()).hasSize(3);
    sweepLong();
    assertThat(dataFiles()).hasSize(2);
    assertThat(fixture.rows()).isEqualTo(7);
  }

  @Test
  void ofADroppedTableNothingIsLeft() {
    fixture.write(IngestMode.CREATE, "a", 3);
    fixture.tables.drop(NAME);
    sweepAfter(Duration.ZERO);
    assertThat(fixture.stored()).isNotEmpty();
    sweepLong();
    sweepLong();
    assertThat(fixture.stored()).isEmpty();
    assertThat(fixture.catalog().managed().pointers()).isEmpty();
  }

  @Test
  void aTableThatWasMadeAgainKeepsItsFiles() {
    fixture.write(IngestMode.CREATE, "a", 3);
    fixture.tables.drop(NAME);
    fixture.write(IngestMode.CREATE, "b", 4);
    sweepLong();
    sweepLong();
    assertThat(dataFiles()).hasSize(1);
    fixture.restart();
    assertThat(fixture.rows()).isEqualTo(4);
  }

  @Test
  void aTableOfManyCommitsKeepsFewFilesOfMetadata() {
    fixture.write(IngestMode.CREATE, "a", 3);
    for (int i = 0; i < 30; i++) {
      fixture.write(IngestMode.APPEND, "b" + i, 1);
    }
    sweepLong();
    sweepLong();
    assertThat(fixture.stored().size() - dataFiles().size()).isLessThan(60);
    assertThat(fixture.rows()).isEqualTo(33);
    fixture.restart();
    assertThat(fixture.rows()).isEqualTo(33);
  }

  private void sweepLong() {
    sweepAfter(RETENTION.plusSeconds(1));
    sweepAfter(RETENTION.plusSeconds(1));
    sweepAfter(RETENTION.plusSeconds(1));
  }

  private void sweepAfter(Duration time) {
    now = now.plus(time);
    sweeper.sweep();
  }

  private Set<String> dataFiles() {
    Set<String> files = fixture.stored();
    files.removeIf(path -> !path.contains("/data/"));
    return files;
  }
}
