package dev.tadashi.server.managed;

import static dev.tadashi.server.managed.ManagedFixture.COLUMNS;
import static dev.tadashi.server.managed.ManagedFixture.NAME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.ingest.IngestMode;
import dev.tadashi.model.ingest.IngestResult;
import dev.tadashi.model.ingest.RowSum;
import dev.tadashi.model.table.PartitionRef;
import dev.tadashi.model.table.TableName;
import dev.tadashi.model.table.TableState;
import dev.tadashi.model.table.WrittenFile;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.Schema;
import dev.tadashi.model.type.SimpleType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ManagedModuleTest {
  @TempDir private Path dir;
  private ManagedFixture fixture;

  @BeforeEach
  void start() {
    fixture = new ManagedFixture(dir);
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  @Test
  void appendsThatShareAFileAreAllAddedOrNone() {
    fixture.write(IngestMode.CREATE, "made", 1);
    Upload first = fixture.tables.begin(NAME, COLUMNS, IngestMode.APPEND, "a");
    Upload second = fixture.tables.begin(NAME, COLUMNS, IngestMode.APPEND, "b");
    List<WrittenFile> files = fixture.files(first, 10);
    List<IngestResult> answers =
        fixture.tables.commit(
            List.of(new Part(first, new RowSum(4, 4)), new Part(second, new RowSum(6, 6))), files);
    assertThat(answers).extracting(IngestResult::rows).containsExactly(4L, 6L);
    assertThat(answers).extracting(IngestResult::bytes).containsExactly(4L, 6L);
    assertThat(fixture.rows()).isEqualTo(11);

    Upload again = fixture.tables.begin(NAME, COLUMNS, IngestMode.APPEND, "b");
    assertThat(again.repeated(new RowSum(6, 6))).isEqualTo(answers.getLast().again());
    assertThat(failure(() -> again.repeated(new RowSum(6, 7))))
        .isEqualTo(ErrorCode.IDEMPOTENCY_CONFLICT);
    assertThat(failure(() -> again.repeated(new RowSum(5, 6))))
        .isEqualTo(ErrorCode.IDEMPOTENCY_CONFLICT);
    Upload third = fixture.tables.begin(NAME, COLUMNS, IngestMode.APPEND, "c");
    Upload repeat = fixture.tables.begin(NAME, COLUMNS, IngestMode.APPEND, "c");
    List<Part> parts =
        List.of(new Part(third, new RowSum(1, 1)), new Part(repeat, new RowSum(1, 1)));
    List<WrittenFile> refused = fixture.files(third, 2);
    assertThat(failure(() -> fixture.tables.commit(parts, refused)))
        .isEqualTo(ErrorCode.WRITE_CONFLICT);
    fixture.tables.discard(third, List.of(refused.getFirst().path()));
    fixture.tables.commit(third, ManagedFixture.written(fixture.files(third, 1)));
    assertThat(fixture.rows()).isEqualTo(12);

    fixture.restart();
    assertThat(fixture.rows()).isEqualTo(12);
    assertThat(
            fixture.tables.begin(NAME, COLUMNS, IngestMode.APPEND, "a").repeated(new RowSum(4, 4)))
        .isEqualTo(answers.getFirst().again());
  }

  @Test
  void whatIsCommittedIsSeenAtOnceAndAfterARestart() {
    IngestResult made = fixture.write(IngestMode.CREATE, "a", 3, 4);
    assertThat(made.rows()).isEqualTo(7);
    assertThat(made.files()).isEqualTo(2);
    fixture.write(IngestMode.APPEND, "b", 5);
    assertThat(fixture.rows()).isEqualTo(12);
    List<PartitionRef> before = fixture.found().orElseThrow().partitions();

    fixture.restart();
    assertThat(fixture.found().orElseThrow().partitions()).isEqualTo(before);
    assertThat(fixture.found().orElseThrow().record().schema()).isEqualTo(COLUMNS);
    assertThat(fixture.registry.tables("main")).hasSize(1);
  }

  @Test
  void aRepeatedWriteGetsTheFirstAnswerAlsoAfterARestart() {
    fixture.write(IngestMode.CREATE, "a", 3);
    IngestResult first = fixture.write(IngestMode.APPEND, "b", 5);
    assertThat(fixture.write(IngestMode.APPEND, "b", 5)).isEqualTo(first.again());
    fixture.restart();
    assertThat(fixture.write(IngestMode.APPEND, "b", 5)).isEqualTo(first.again());
    assertThat(fixture.write(IngestMode.CREATE, "a", 3).repeated()).isTrue();
    assertThat(fixture.rows()).isEqualTo(8);
    assertThat(failure(() -> fixture.write(IngestMode.REPLACE, "b", 5)))
        .isEqualTo(ErrorCode.IDEMPOTENCY_CONFLICT);
  }

  @Test
  void theSameWriteTwiceAtOnceIsOne() {
    fixture.write(IngestMode.CREATE, "a", 3);
    Upload one = fixture.tables.begin(NAME, COLUMNS, IngestMode.APPEND, "b");
    Upload two = fixture.tables.begin(NAME, COLUMNS, IngestMode.APPEND, "b");
    IngestResult first = fixture.tables.commit(one, ManagedFixture.written(fixture.files(one, 5)));
    IngestResult second = fixture.tables.commit(two, ManagedFixture.written(fixture.files(two, 5)));
    assertThat(second).isEqualTo(first.again());
    assertThat(fixture.rows()).isEqualTo(8);
  }

  @Test
  void appendsThatComeTogetherShareACommit() throws Exception {
    fixture.write(IngestMode.CREATE, "a");
    int writers = 64;
    List<IngestResult> results;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      results =
          IntStream.range(0, writers)
              .mapToObj(i ->
                  CompletableFuture.supplyAsync(
                      () -> fixture.write(IngestMode.APPEND, "w" + i, 100), threads))
              .toList()
              .stream()
              .map(CompletableFuture::join)
              .toList();
    }
    assertThat(fixture.rows()).isEqualTo(writers * 100L);
    assertThat(results.stream().map(IngestResult::snapshot).distinct().count())
        .isLessThan(writers / 2);
    fixture.restart();
    assertThat(fixture.rows()).isEqualTo(writers * 100L);
  }

  @Test
  void ofTwoReplacementsAtOnceOneIsSeenWhole() {
    fixture.write(IngestMode.CREATE, "a", 3);
    Upload one = fixture.tables.begin(NAME, COLUMNS, IngestMode.REPLACE, "b");
    Schema other = new Schema(List.of(Field.of("x", SimpleType.DATE)));
    Upload two = fixture.tables.begin(NAME, other, IngestMode.REPLACE, "c");
    Upload append = fixture.tables.begin(NAME, COLUMNS, IngestMode.APPEND, "d");
    fixture.tables.commit(two, ManagedFixture.written(fixture.files(two, 20)));
    assertThat(
            failure(() ->
                fixture.tables.commit(append, ManagedFixture.written(fixture.files(append, 1)))))
        .isEqualTo(ErrorCode.WRITE_CONFLICT);
    assertThat(fixture.rows()).isEqualTo(20);
    fixture.tables.commit(one, ManagedFixture.written(fixture.files(one, 10)));
    assertThat(fixture.rows()).isEqualTo(10);
    assertThat(
            fixture.tables.commit(append, ManagedFixture.written(fixture.files(append, 1))).rows())
        .isEqualTo(1);
    assertThat(fixture.rows()).isEqualTo(11);
    assertThat(fixture.gone).hasSize(2);
  }

  @Test
  void ofTwoWhoMakeTheSameTableOneIsRefused() {
    Upload one = fixture.tables.begin(NAME, COLUMNS, IngestMode.CREATE, "a");
    Upload two = fixture.tables.begin(NAME, COLUMNS, IngestMode.CREATE, "b");
    Upload three = fixture.tables.begin(NAME, COLUMNS, IngestMode.CREATE_APPEND, "c");
    fixture.tables.commit(one, ManagedFixture.written(fixture.files(one, 1)));
    assertThat(
            failure(
                () -> fixture.tables.commit(two, ManagedFixture.written(fixture.files(two, 1)))))
        .isEqualTo(ErrorCode.TABLE_EXISTS);
    fixture.tables.commit(three, ManagedFixture.written(fixture.files(three, 1)));
    assertThat(fixture.rows()).isEqualTo(2);
    assertThat(failure(() -> fixture.tables.begin(NAME, COLUMNS, IngestMode.CREATE, "d")))
        .isEqualTo(ErrorCode.TABLE_EXISTS);
  }

  @Test
  void aDroppedTableIsGoneForGood() {
    fixture.write(IngestMode.CREATE, "a", 3);
    fixture.tables.drop(NAME);
    assertThat(fixture.found()).isEmpty();
    assertThat(failure(() -> fixture.tables.drop(NAME))).isEqualTo(ErrorCode.UNKNOWN_TABLE);
    assertThat(failure(() -> fixture.write(IngestMode.APPEND, "b", 3)))
        .isEqualTo(ErrorCode.UNKNOWN_TABLE);
    fixture.restart();
    assertThat(fixture.found()).isEmpty();
    assertThat(fixture.write(IngestMode.CREATE, "a", 4).repeated()).isFalse();
    assertThat(fixture.rows()).isEqualTo(4);
  }

  @Test
  void aTruncatedTableTellsHowManyRowsItHad() {
    fixture.write(IngestMode.CREATE, "a", 3, 4);
    assertThat(fixture.tables.truncate(NAME).rows()).isEqualTo(7);
    assertThat(fixture.rows()).isZero();
    assertThat(fixture.found().orElseThrow().record().state()).isEqualTo(TableState.READY);
  }

  @Test
  void filesTakeThePlaceOfOthersOrOfNone() {
    fixture.write(IngestMode.CREATE, "a", 3, 4);
    List<String> paths = paths();
    Upload upload = fixture.tables.begin(NAME, COLUMNS, IngestMode.APPEND, "delete");
    fixture.tables.replaceFiles(upload, paths.subList(0, 1), fixture.files(upload, 2));
    assertThat(fixture.rows()).isEqualTo(6);
    Upload late = fixture.tables.begin(NAME, COLUMNS, IngestMode.APPEND, "late");
    assertThat(failure(() -> fixture.tables.replaceFiles(late, paths.subList(0, 1), List.of())))
        .isEqualTo(ErrorCode.WRITE_CONFLICT);
    assertThat(fixture.rows()).isEqualTo(6);
  }

  private List<String> paths() {
    return fixture.found().orElseThrow().record().files().stream()
        .map(file -> file.path())
        .toList();
  }

  @Test
  void anAbandonedUploadLeavesNothing() {
    fixture.write(IngestMode.CREATE, "a", 3);
    Upload upload = fixture.tables.begin(NAME, COLUMNS, IngestMode.APPEND, "b");
    List<WrittenFile> files = fixture.files(upload, 1, 2);
    fixture.tables.abandon(upload, files.stream().map(WrittenFile::path).toList());
    assertThat(fixture.stored())
        .doesNotContainAnyElementsOf(files.stream().map(WrittenFile::path).toList());
    assertThat(fixture.rows()).isEqualTo(3);
  }

  @Test
  void whatWasCommittedIsNotAbandoned() {
    fixture.write(IngestMode.CREATE, "a", 3);
    Upload upload = fixture.tables.begin(NAME, COLUMNS, IngestMode.APPEND, "b");
    List<WrittenFile> files = fixture.files(upload, 1, 2);
    fixture.tables.commit(upload, ManagedFixture.written(files));
    fixture.tables.abandon(upload, files.stream().map(WrittenFile::path).toList());
    assertThat(fixture.stored()).containsAll(files.stream().map(WrittenFile::path).toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "id | int64 | ",
        "ID | int32 | ",
        "carrier | varchar | ",
        "carrier | null | ",
        "other | int64 | UNKNOWN_COLUMN",
        "id | float64 | TYPE_MISMATCH",
        "id | varchar | TYPE_MISMATCH",
        "carrier | binary | TYPE_MISMATCH"
      })
  void columnsAreCheckedBeforeARowIsTaken(String name, String type, ErrorCode refused) {
    fixture.write(IngestMode.CREATE, "a", 3);
    Schema columns = new Schema(List.of(Field.of(name, DataType.parse(type))));
    if (refused == null) {
      assertThat(fixture.tables.begin(NAME, columns, IngestMode.APPEND, "b").schema())
          .isEqualTo(COLUMNS);
      return;
    }
    TadashiException failure =
        catchThrowableOfType(
            TadashiException.class,
            () -> fixture.tables.begin(NAME, columns, IngestMode.APPEND, "b"));
    assertThat(failure.code()).isEqualTo(refused);
    assertThat(failure.detail().where()).containsEntry("column", name);
  }

  @Test
  void aColumnThatMayNotBeNullHasToCome() {
    Schema strict =
        new Schema(
            List.of(new Field("id", SimpleType.INT64, false), Field.of("x", SimpleType.DATE)));
    fixture.write(strict, IngestMode.CREATE, "a", 3);
    Schema less = new Schema(List.of(Field.of("x", SimpleType.DATE)));
    assertThat(failure(() -> fixture.write(less, IngestMode.APPEND, "b", 3)))
        .isEqualTo(ErrorCode.TYPE_MISMATCH);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a/b", "../a", "a=b", "x\u0000", ".hidden", "a'b", "a%20b", "a#b"})
  void namesThatCannotBeFoldersAreRefused(String table) {
    assertThat(
            failure(() ->
                fixture.tables.begin(
                    new TableName("main", table), COLUMNS, IngestMode.CREATE, "a")))
        .isEqualTo(ErrorCode.INVALID_ARGUMENT);
  }

  @Test
  void aStoreThatIsNotThereIsNamed() {
    assertThat(
            failure(() ->
                fixture.tables.begin(new TableName("shop", "t"), COLUMNS, IngestMode.CREATE, "a")))
        .isEqualTo(ErrorCode.UNKNOWN_STORE);
  }

  @Test
  void aTableWithoutOneOfItsFilesNamesIt() throws IOException {
    fixture.write(IngestMode.CREATE, "a", 3, 4);
    Path file = fixture.root().resolve(paths().getFirst());
    Path away = dir.resolve("away");
    Files.move(file, away);
    fixture.restart();
    assertThat(fixture.found().orElseThrow().record().state()).isEqualTo(TableState.FAILED);
    assertThat(fixture.found().orElseThrow().record().error())
        .extracting(error -> error.errorCode())
        .isEqualTo(ErrorCode.FILE_NOT_FOUND);
    Files.move(away, file);
    fixture.tables.restoreFailed();
    assertThat(fixture.rows()).isEqualTo(7);
  }

  private static ErrorCode failure(ThrowingCallable call) {
    return catchThrowableOfType(TadashiException.class, call).code();
  }
}
