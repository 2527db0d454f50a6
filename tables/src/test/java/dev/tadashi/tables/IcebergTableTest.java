package dev.tadashi.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.table.ColumnStatistics;
import dev.tadashi.model.table.PartitionStatistics;
import dev.tadashi.model.table.RowGroupInfo;
import dev.tadashi.model.table.TableName;
import dev.tadashi.model.table.WrittenFile;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.Schema;
import dev.tadashi.model.type.SimpleType;
import dev.tadashi.storage.ObjectStore;
import dev.tadashi.storage.ObjectStores;
import dev.tadashi.storage.StorageConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class IcebergTableTest {
  private static final TableName NAME = new TableName("main", "flights");
  private static final Schema COLUMNS =
      new Schema(
          List.of(Field.of("id", SimpleType.INT64), Field.of("carrier", SimpleType.VARCHAR)));

  @TempDir private Path root;
  private final MemoryPointers pointers = new MemoryPointers();
  private ObjectStore store;
  private IcebergTable table;

  @BeforeEach
  void open() {
    store = ObjectStores.open("file://" + root, new StorageConfig(List.of(root)));
    table = IcebergTable.open(pointers, store, NAME);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void whatWasCommittedIsReadBackByAnother() {
    table.create(COLUMNS, List.of(file("a", 3)), List.of());
    table.append(List.of(file("b", 4), file("c", 5)), List.of());
    TableContent content = present();
    assertThat(paths(content)).containsExactly("a", "b", "c");
    assertThat(content.rows()).isEqualTo(12);
    assertThat(content.schema()).isEqualTo(COLUMNS);
    assertThat(reopened()).isEqualTo(content);
  }

  @Test
  void aChangeTellsItsWritesUntilItsSnapshotExpires() {
    Ingested first = new Ingested("load-1", "append", "aa-bb", 3, 100, 1);
    Ingested second = new Ingested("load \"2\"", "append", null, 4, 100, 1);
    table.create(COLUMNS, List.of(), List.of());
    TableContent both = table.append(List.of(file("a", 3), file("b", 4)), List.of(first, second));
    IcebergTable other = IcebergTable.open(pointers, store, NAME);
    assertThat(other.writes())
        .containsExactlyInAnyOrder(
            new Snapshots.Told(both.snapshot(), first),
            new Snapshots.Told(both.snapshot(), second));
    table.append(List.of(file("c", 1)), List.of());
    TableContent expired = table.expire(Instant.now().plusSeconds(1), 10);
    assertThat(expired.snapshots()).isEqualTo(1);
    assertThat(table.writes()).isEmpty();
    assertThat(paths(reopened())).containsExactly("a", "b", "c");
  }

  @Test
  void manySnapshotsBecomeFew() {
    table.create(COLUMNS, List.of(), List.of());
    for (int i = 0; i < 12; i++) {
      table.append(List.of(file("f" + i, 1)), List.of());
    }
    assertThat(table.expire(Instant.EPOCH, 5).snapshots()).isBetween(1, 12);
    assertThat(paths(reopened())).hasSize(12);
  }

  @Test
  void aReplacementHasOtherColumnsAndRows() {
    table.create(COLUMNS, List.of(file("a", 3)), List.of());
    Schema other =
        new Schema(
            List.of(Field.of("carrier", SimpleType.INT16), Field.of("new", SimpleType.DATE)));
    table.replace(other, List.of(file("b", 4)), List.of());
    assertThat(present().schema()).isEqualTo(other);
    assertThat(paths(present())).containsExactly("b");
    assertThat(reopened()).isEqualTo(present());
    assertThat(present().snapshots()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void filesTakeThePlaceOfOthers(boolean sameRows) {
    table.create(COLUMNS, List.of(file("a", 3), file("b", 4), file("c", 5)), List.of());
    table.rewrite(Set.of(path("a"), path("c")), List.of(file("d", 8)), sameRows, List.of());
    assertThat(paths(present())).containsExactly("b", "d");
    assertThat(reopened()).isEqualTo(present());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void filesOfSnapshotsThatExpiredAreReplaced(boolean sameRows) {
    table.create(COLUMNS, List.of(file("a", 3)), List.of());
    table.append(List.of(file("b", 4)), List.of());
    table.append(List.of(file("c", 5)), List.of());
    table.expire(Instant.now().plusSeconds(1), 1);
    table.rewrite(Set.of(path("a"), path("b")), List.of(file("d", 7)), sameRows, List.of());
    assertThat(paths(reopened())).containsExactly("c", "d");
  }

  @Test
  void filesThatAreGoneHaveNoPlaceToTake() {
    table.create(COLUMNS, List.of(file("a", 3)), List.of());
    table.rewrite(Set.of(path("a")), List.of(file("b", 3)), true, List.of());
    assertThat(
            failure(() -> table.rewrite(Set.of(path("a")), List.of(file("c", 3)), true, List.of())))
        .isEqualTo(ErrorCode.WRITE_CONFLICT);
    assertThat(paths(reopened())).containsExactly("b");
  }

  @Test
  void aTruncatedTableKeepsItsColumns() {
    table.create(COLUMNS, List.of(file("a", 3)), List.of());
    table.truncate(List.of());
    assertThat(present().files()).isEmpty();
    assertThat(reopened()).isEqualTo(present());
    table.append(List.of(file("b", 1)), List.of());
    assertThat(paths(reopened())).containsExactly("b");
  }

  @Test
  void aDroppedTableMayBeMadeAgain() {
    String first = table.create(COLUMNS, List.of(file("a", 3)), List.of()).incarnation();
    table.drop();
    assertThat(table.content()).isEmpty();
    assertThat(failure(() -> table.append(List.of(), List.of())))
        .isEqualTo(ErrorCode.UNKNOWN_TABLE);
    TableContent second = table.create(COLUMNS, List.of(), List.of());
    assertThat(second.incarnation()).isNotEqualTo(first);
    assertThat(reopened()).isEqualTo(second);
  }

  @Test
  void ofTwoWhoChangeTheSameSnapshotOneIsRefused() throws IOException {
    table.create(COLUMNS, List.of(file("a", 3)), List.of());
    IcebergTable other = IcebergTable.open(pointers, store, NAME);
    assertThat(failure(() -> table.create(COLUMNS, List.of(), List.of())))
        .isEqualTo(ErrorCode.TABLE_EXISTS);
    other.truncate(List.of());
    assertThat(
            failure(() -> table.rewrite(Set.of(path("a")), List.of(file("b", 3)), true, List.of())))
        .isEqualTo(ErrorCode.WRITE_CONFLICT);
    assertThat(reopened().files()).isEmpty();
  }

  @Test
  void aCommitThatIsCutOffChangesNothing() {
    table.create(COLUMNS, List.of(file("a", 3)), List.of());
    pointers.before =
        () -> {
          throw new TadashiException(ErrorCode.CATALOG_FAILURE, "power is off");
        };
    assertThat(failure(() -> table.append(List.of(file("b", 1)), List.of())))
        .isEqualTo(ErrorCode.CATALOG_FAILURE);
    pointers.before = () -> {};
    assertThat(paths(reopened())).containsExactly("a");
    IcebergTable again = IcebergTable.open(pointers, store, NAME);
    again.append(List.of(file("c", 1)), List.of());
    assertThat(paths(reopened())).containsExactly("a", "c");
  }

  @Test
  void isFoundInTheStoreAsItWasCommittedLast() {
    table.create(COLUMNS, List.of(file("a", 3)), List.of());
    Ingested write = new Ingested("load-1", "append", "aa-bb", 3, 100, 1);
    TableContent last = table.append(List.of(file("b", 4)), List.of(write));
    IcebergTable other = IcebergTable.open(pointers, store, new TableName("main", "other"));
    other.create(COLUMNS, List.of(), List.of());
    IcebergTable gone = IcebergTable.open(pointers, store, new TableName("main", "gone"));
    gone.create(COLUMNS, List.of(), List.of());
    gone.drop();
    IcebergTable again = IcebergTable.open(pointers, store, new TableName("main", "again"));
    again.create(COLUMNS, List.of(), List.of());
    again.truncate(List.of());
    again.drop();
    again.create(COLUMNS, List.of(), List.of());
    List<FoundTables.Found> found = FoundTables.of(store);
    assertThat(found)
        .extracting(FoundTables.Found::table)
        .containsExactly("again", "flights", "gone", "other");
    assertThat(found)
        .extracting(each -> Optional.ofNullable(each.metadata()))
        .containsExactly(
            pointers.current(new TableName("main", "again")),
            pointers.current(NAME),
            Optional.empty(),
            pointers.current(new TableName("main", "other")));
    assertThat(found.get(1).rows()).isEqualTo(7);
    assertThat(found.get(1).writes()).containsExactly(new Snapshots.Told(last.snapshot(), write));
  }

  @Test
  void namesAllFilesThatItNeedsAndNoOthers() throws IOException {
    table.create(COLUMNS, List.of(file("a", 3)), List.of());
    table.append(List.of(file("b", 3)), List.of());
    table.rewrite(Set.of(path("a")), List.of(file("c", 3)), true, List.of());
    assertThat(table.named()).contains(path("a"), path("b"), path("c"));
    assertThat(table.named()).containsAll(metadataFiles());
    table.expire(Instant.now().plusSeconds(1), 1);
    assertThat(table.named()).contains(path("b"), path("c")).doesNotContain(path("a"));
    assertThat(table.named())
        .isSubsetOf(
            Stream.concat(Stream.of(path("b"), path("c")), metadataFiles().stream()).toList());
  }

  private List<String> metadataFiles() throws IOException {
    try (Stream<Path> files = Files.list(root.resolve("flights/metadata"))) {
      return files.map(file -> root.relativize(file).toString()).toList();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bool | bool | 2",
        "int8 | int8 | 2",
        "int16 | int16 | 2",
        "int32 | int32 | 2",
        "int64 | int64 | 2",
        "uint8 | uint8 | 2",
        "uint16 | uint16 | 2",
        "uint32 | int64 | 2",
        "float32 | float32 | 2",
        "float64 | float64 | 2",
        "varchar | varchar | 2",
        "binary | binary | 2",
        "date | date | 2",
        "decimal(38,10) | decimal(38,10) | 2",
        "time(ms) | time(us) | 2",
        "time(us) | time(us) | 2",
        "timestamp(s) | timestamp(us) | 2",
        "timestamp(ms,Europe/Paris) | timestamp(us,Europe/Paris) | 2",
        "timestamp(us,UTC) | timestamp(us,UTC) | 2",
        "timestamp(ns) | timestamp(ns) | 3",
        "timestamp(ns,+02:00) | timestamp(ns,+02:00) | 3",
        "uint64 | decimal(20,0) | 2",
        "time(ns) | time(us) | 2",
        "list(uint32) | list(int64) | 2",
        "list(int8) | list(int8) | 2",
        "map(varchar, timestamp(ns)) | map(varchar, timestamp(ns)) | 3",
        "struct(a uint64, \"b \"\"c\"\", d\" list(map(int16, date))) | struct(a decimal(20,0), \"b \"\"c\"\", d\" list(map(int16, date))) | 2"
      })
  void aColumnKeepsItsType(String written, String kept, int version) throws IOException {
    Schema columns =
        TableSchemas.stored(new Schema(List.of(new Field("x", DataType.parse(written), false))));
    table.create(columns, List.of(), List.of());
    assertThat(reopened().schema().fields())
        .containsExactly(new Field("x", DataType.parse(kept), false));
    String metadata = Files.readString(root.resolve(pointers.current(NAME).orElseThrow()));
    assertThat(metadata).contains("\"format-version\":" + version);
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "list(null)", "struct(a int8, a int8)", "other(interval)"})
  void aTypeThatCannotBeKeptIsRefusedByItsColumn(String type) {
    Schema columns = new Schema(List.of(Field.of("odd", DataType.parse(type))));
    TadashiException failure =
        catchThrowableOfType(TadashiException.class, () -> TableSchemas.stored(columns));
    assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    assertThat(failure.detail().where()).containsEntry("column", "odd");
    assertThat(failure.detail().hint()).isNotEmpty();
  }

  @Test
  void statisticsAreThereAfterARestart() {
    Schema columns =
        new Schema(
            Stream.of(
                    "int8",
                    "int64",
                    "float32",
                    "float64",
                    "varchar",
                    "binary",
                    "date",
                    "decimal(9,2)",
                    "decimal(30,4)",
                    "bool",
                    "timestamp(us)",
                    "time(us)",
                    "timestamp(ns,UTC)")
                .map(type -> Field.of(type, DataType.parse(type)))
                .toList());
    List<ColumnStatistics> known = new ArrayList<>();
    for (Field field : columns.fields()) {
      known.add(new ColumnStatistics(field.name(), 2, 0, value(field, true), value(field, false)));
    }
    table.create(columns, List.of(file("a", 9, known)), List.of());
    assertThat(reopened().files().getFirst().columns()).isEqualTo(known);
  }

  private static Literal value(Field field, boolean least) {
    Object value =
        switch (field.type().text()) {
          case "float32", "float64" -> least ? -1.5 : 2.25;
          case "varchar" -> least ? "" : "zürich";
          case "binary" -> least ? new byte[0] : new byte[] {-1, 0};
          case "decimal(9,2)" -> new java.math.BigDecimal(least ? "-12.30" : "9999999.99");
          case "decimal(30,4)" ->
              new java.math.BigDecimal(least ? "-1.0000" : "12345678901234567890123456.7890");
          case "bool" -> !least;
          default -> least ? -3L : 4L;
        };
    return new Literal(field.type(), value);
  }

  /** NaN is greatest for us and no bound for others; zeros of both signs are within the bounds. */
  @Test
  void oddNumbersLeaveNoRowOut() {
    Schema columns = new Schema(List.of(Field.of("x", SimpleType.FLOAT64)));
    table.create(
        columns,
        List.of(
            file("a", 2, List.of(bounds(1.0, Double.NaN))),
            file("b", 2, List.of(bounds(0.0, -0.0)))),
        List.of());
    List<ContentFile> files = reopened().files();
    assertThat(files.get(0).columns())
        .containsExactly(new ColumnStatistics("x", 0, 0, Literal.of(1.0), null));
    assertThat(files.get(1).columns()).containsExactly(bounds(-0.0, 0.0));
  }

  private static ColumnStatistics bounds(double least, double greatest) {
    return new ColumnStatistics("x", 0, 0, Literal.of(least), Literal.of(greatest));
  }

  private TableContent present() {
    return table.content().orElseThrow();
  }

  private TableContent reopened() {
    return IcebergTable.open(pointers, store, NAME).content().orElseThrow();
  }

  private static List<String> paths(@Nullable TableContent content) {
    return java.util.Objects.requireNonNull(content).files().stream()
        .map(file -> file.path().replace("flights/data/", "").replace(".parquet", ""))
        .toList();
  }

  private static String path(String name) {
    return "flights/data/" + name + ".parquet";
  }

  private static WrittenFile file(String name, long rows) {
    return file(name, rows, List.of());
  }

  private static WrittenFile file(String name, long rows, List<ColumnStatistics> columns) {
    return new WrittenFile(
        path(name),
        100,
        "etag",
        rows,
        List.of(new RowGroupInfo(rows, 90)),
        new PartitionStatistics(NAME, name, rows, columns));
  }

  private static ErrorCode failure(ThrowingCallable call) {
    return catchThrowableOfType(TadashiException.class, call).code();
  }
}
