package dev.tadashi.server.managed;

import static dev.tadashi.server.managed.ManagedFixture.COLUMNS;
import static dev.tadashi.server.managed.ManagedFixture.NAME;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tadashi.model.error.ErrorClass;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.ingest.IngestMode;
import dev.tadashi.model.table.WrittenFile;
import dev.tadashi.tables.ContentFile;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

/**
 * Changes in any order, with a store that fails anywhere, restarts and sweeps: after each step the
 * table is as its model says, and a change that failed was done whole or not at all. A table is its
 * set of files; empty for one that is not there.
 */
final class ManagedModelTest {
  private static final int STEPS = 120;
  private static final Duration RETENTION = Duration.ofMinutes(5);

  @TempDir private Path dir;
  private final FlakyStore.Faults faults = new FlakyStore.Faults();
  private Random random;
  private Instant now = Instant.now();
  private ManagedFixture fixture;
  private FileSweeper sweeper;
  private Optional<Set<String>> model = Optional.empty();

  @BeforeEach
  void start() {
    long seed = Long.getLong("tadashi.seed", System.nanoTime());
    System.out.println("tadashi.seed=" + seed);
    random = new Random(seed);
    fixture = new ManagedFixture(dir, store -> new FlakyStore(store, faults));
    begin();
  }

  @RepeatedTest(3)
  void everyChangeIsDoneWholeOrNotAtAll() {
    for (int i = 0; i < STEPS; i++) {
      step();
    }
    fixture.close();
  }

  private void begin() {
    sweeper =
        new FileSweeper(
            fixture.tables,
            fixture.catalog().managed(),
            fixture.stores(),
            Set::of,
            RETENTION,
            () -> now);
  }

  private void step() {
    switch (random.nextInt(12)) {
      case 0 -> {
        fixture.restart();
        begin();
      }
      case 1, 2 -> {
        now = now.plus(RETENTION.dividedBy(1 + random.nextInt(3)));
        sweeper.sweep();
      }
      case 3 -> change(() -> drop());
      case 4 -> change(() -> truncate());
      case 5, 6 -> change(() -> rewrite());
      case 7 -> change(() -> write(IngestMode.REPLACE));
      case 8 -> change(() -> write(IngestMode.CREATE));
      default -> change(() -> write(IngestMode.CREATE_APPEND));
    }
    check();
  }

  /** Does a change, and answers what the table is when it succeeds. */
  private interface Work {
    Optional<Set<String>> run();
  }

  private Optional<Set<String>> intended = Optional.empty();

  private void change(Work work) {
    intended = model;
    boolean faulty = random.nextInt(3) == 0;
    if (faulty) {
      ErrorCode[] codes = {
        ErrorCode.STORE_UNREACHABLE, ErrorCode.STORE_DENIED, ErrorCode.DISK_FULL
      };
      faults.failAt(
          random.nextInt(12),
          1 + random.nextInt(4),
          random.nextBoolean(),
          codes[random.nextInt(codes.length)]);
    }
    try {
      model = work.run();
    } catch (TadashiException e) {
      faults.heal();
      if (e.code().errorClass() == ErrorClass.USER) {
        intended = model;
      }
      assertThat(content()).as(e.toString()).isIn(model, intended);
      model = content();
      if (random.nextBoolean()) {
        fixture.restart();
        begin();
      } else if (!model.equals(published())) {
        fixture.tables.table(NAME).restore();
      }
    } finally {
      faults.heal();
    }
  }

  private Optional<Set<String>> write(IngestMode mode) {
    String id = UUID.randomUUID().toString();
    Upload upload = fixture.tables.begin(NAME, COLUMNS, mode, id);
    long[] rows = random.longs(random.nextInt(4), 1, 100).toArray();
    List<WrittenFile> files = fixture.files(upload, rows);
    Set<String> after = new TreeSet<>();
    if (mode == IngestMode.CREATE_APPEND) {
      after.addAll(model.orElse(Set.of()));
    }
    files.forEach(file -> after.add(file.path()));
    intended = Optional.of(after);
    try {
      fixture.tables.commit(upload, ManagedFixture.written(files));
    } catch (TadashiException e) {
      fixture.tables.abandon(upload, files.stream().map(WrittenFile::path).toList());
      throw e;
    }
    return intended;
  }

  private Optional<Set<String>> rewrite() {
    if (model.isEmpty() || model.get().isEmpty()) {
      return model;
    }
    List<String> all = new ArrayList<>(model.get());
    List<String> removed = all.subList(0, 1 + random.nextInt(all.size()));
    Upload upload =
        fixture.tables.begin(NAME, COLUMNS, IngestMode.APPEND, UUID.randomUUID().toString());
    List<WrittenFile> files = fixture.files(upload, 7);
    Set<String> after = new TreeSet<>(all);
    removed.forEach(after::remove);
    files.forEach(file -> after.add(file.path()));
    intended = Optional.of(after);
    if (random.nextBoolean()) {
      fixture.tables.replaceFiles(upload, removed, files);
    } else {
      fixture.tables.join(upload, Set.copyOf(removed), files);
    }
    return intended;
  }

  private Optional<Set<String>> truncate() {
    intended = model.map(files -> new TreeSet<>());
    fixture.tables.truncate(NAME);
    return intended;
  }

  private Optional<Set<String>> drop() {
    intended = Optional.empty();
    fixture.tables.drop(NAME);
    return intended;
  }

  private Optional<Set<String>> content() {
    return fixture
        .tables
        .table(NAME)
        .content()
        .map(content ->
            content.files().stream()
                .map(ContentFile::path)
                .collect(Collectors.toCollection(TreeSet::new)));
  }

  private Optional<Set<String>> published() {
    return fixture
        .found()
        .map(table ->
            table.record().files().stream()
                .map(file -> file.path())
                .collect(Collectors.toCollection(TreeSet::new)));
  }

  private void check() {
    assertThat(content()).isEqualTo(model);
    assertThat(published()).isEqualTo(model);
    model.ifPresent(files -> assertThat(fixture.stored()).containsAll(files));
  }
}
