package dev.tadashi.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tadashi.model.cluster.StoreRecord;
import dev.tadashi.model.cluster.WorkerRecord;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.id.TaskId;
import dev.tadashi.model.table.ColumnStatistics;
import dev.tadashi.model.table.PartitionRef;
import dev.tadashi.model.table.PartitionStatistics;
import dev.tadashi.model.table.TableName;
import dev.tadashi.model.task.ResultInfo;
import dev.tadashi.model.task.StageView;
import dev.tadashi.model.task.TaskRecord;
import dev.tadashi.model.task.TaskState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogTest {
  @TempDir Path dir;

  private static final ViewRecord VIEW =
      new ViewRecord(new TableName("main", "v"), "select 1", Samples.T0);

  @Test
  void recordsAreThereAfterReopening() {
    WorkerRecord worker = new WorkerRecord("localhost:50051", false, Samples.T0);
    try (Catalog catalog = Catalog.open(dir)) {
      catalog.workers().put(worker);
      catalog.stores().register(store("nyc", 0), List.of(Samples.table(Samples.FLIGHTS)));
      catalog
          .tables()
          .publish(Samples.table(Samples.FLIGHTS), Samples.partitions(Samples.FLIGHTS, 20));
      catalog.views().put(VIEW);
      catalog.sessions().put(new SessionRecord("s1", null, Map.of("priority", "7"), Samples.T0));
    }
    try (Catalog catalog = Catalog.open(dir)) {
      assertThat(catalog.workers().all()).containsExactly(worker);
      assertThat(catalog.stores().get("nyc")).contains(store("nyc", 0));
      assertThat(catalog.tables().get(Samples.FLIGHTS)).contains(Samples.table(Samples.FLIGHTS));
      assertThat(catalog.tables().partitions(Samples.FLIGHTS))
          .isEqualTo(Samples.partitions(Samples.FLIGHTS, 20));
      assertThat(catalog.sessions().get("s1"))
          .contains(new SessionRecord("s1", null, Map.of("priority", "7"), Samples.T0));
      assertThat(catalog.views().all()).containsExactly(VIEW);
      catalog.views().remove(VIEW.name());
      assertThat(catalog.views().get(VIEW.name())).isEmpty();
      assertThat(catalog.sessions().removeExpired(Samples.T0)).isEqualTo(1);
      assertThat(catalog.sessions().get("s1")).isEmpty();
    }
  }

  @Test
  void epochsGrowAndTheTicketKeyStays() {
    byte[] key;
    try (Catalog catalog = Catalog.open(dir)) {
      assertThat(catalog.server().raiseServerEpoch()).isEqualTo(1);
      assertThat(catalog.server().raiseServerEpoch()).isEqualTo(2);
      key = catalog.server().ticketKey();
    }
    try (Catalog catalog = Catalog.open(dir)) {
      assertThat(catalog.server().raiseServerEpoch()).isEqualTo(3);
      assertThat(catalog.server().ticketKey()).isEqualTo(key).hasSize(32);
    }
  }

  @Test
  void storesComeInOrderOfRegistrationAndTakeTheirTablesWithThem() {
    try (Catalog catalog = Catalog.open(dir)) {
      TableName other = new TableName("a", "t");
      catalog.stores().register(store("nyc", 0), List.of());
      catalog.stores().register(store("a", 1), List.of());
      catalog.tables().publish(Samples.table(other), Samples.partitions(other, 1));
      catalog
          .tables()
          .publish(Samples.table(Samples.FLIGHTS), Samples.partitions(Samples.FLIGHTS, 3));
      assertThat(catalog.stores().all()).extracting(StoreRecord::name).containsExactly("nyc", "a");
      catalog.stores().drop("nyc");
      assertThat(catalog.tables().get(Samples.FLIGHTS)).isEmpty();
      assertThat(catalog.tables().partitions(Samples.FLIGHTS)).isEmpty();
      assertThat(catalog.tables().partitions(other)).hasSize(1);
    }
  }

  @Test
  void publishingReplacesAllPartitions() {
    try (Catalog catalog = Catalog.open(dir)) {
      TableCatalog tables = catalog.tables();
      tables.publish(Samples.table(Samples.FLIGHTS), Samples.partitions(Samples.FLIGHTS, 5));
      tables.publish(Samples.table(Samples.FLIGHTS), Samples.partitions(Samples.FLIGHTS, 2));
      assertThat(tables.partitions(Samples.FLIGHTS)).hasSize(2);
      tables.remove(Samples.FLIGHTS);
      assertThat(tables.ofStore("nyc")).isEmpty();
    }
  }

  @Test
  void statisticsLiveAsLongAsTheirPartitions() {
    try (Catalog catalog = Catalog.open(dir)) {
      TableCatalog tables = catalog.tables();
      tables.publish(Samples.table(Samples.FLIGHTS), Samples.partitions(Samples.FLIGHTS, 3));
      List<PartitionStatistics> all =
          Samples.partitions(Samples.FLIGHTS, 3).stream().map(CatalogTest::statistics).toList();
      tables.learn(all);
      assertThat(tables.statistics(Samples.FLIGHTS).values())
          .containsExactlyInAnyOrderElementsOf(all);
      tables.publish(Samples.table(Samples.FLIGHTS), Samples.partitions(Samples.FLIGHTS, 2));
      assertThat(tables.statistics(Samples.FLIGHTS).values())
          .containsExactlyInAnyOrderElementsOf(all.subList(0, 2));
      tables.remove(Samples.FLIGHTS);
      assertThat(tables.statistics(Samples.FLIGHTS)).isEmpty();
    }
  }

  private static PartitionStatistics statistics(PartitionRef partition) {
    Literal nan = Literal.of(Double.NaN);
    return new PartitionStatistics(
        partition.table(),
        partition.id(),
        partition.rows(),
        List.of(new ColumnStatistics("x", 3, 80, Literal.of(-1.5), nan)));
  }

  @Test
  void unfinishedTasksKeepTheirInputsUntilTheyEnd() {
    try (Catalog catalog = Catalog.open(dir)) {
      TaskRecord task = Samples.task(Samples.id(5), null);
      assertThat(catalog.tasks().accept(task)).isEmpty();
      assertThat(catalog.tasks().unfinished()).containsExactly(task);
      StageView stage = new StageView(0, "over", "gather", List.of("w:1"), 256, 256, 1, List.of());
      catalog.tasks().end(task.with(TaskState.CANCELLED, Samples.T0), List.of(stage));
      assertThat(catalog.tasks().stages(task.id())).containsExactly(stage);
      assertThat(catalog.tasks().unfinished()).isEmpty();
      assertThat(catalog.tasks().get(task.id()))
          .map(TaskRecord::state)
          .contains(TaskState.CANCELLED);
    }
  }

  @Test
  void anIdempotencyKeyNamesItsFirstTask() {
    try (Catalog catalog = Catalog.open(dir)) {
      TaskId first = Samples.id(1);
      assertThat(catalog.tasks().accept(Samples.task(first, "k"))).isEmpty();
      assertThat(catalog.tasks().accept(Samples.task(Samples.id(2), "k"))).contains(first);
      assertThat(catalog.tasks().get(Samples.id(2))).isEmpty();
    }
  }

  @Test
  void tasksAreListedNewestFirstByStateAndPage() {
    try (Catalog catalog = Catalog.open(dir)) {
      for (int i = 0; i < 10; i++) {
        TaskRecord task = Samples.task(Samples.id(i), null);
        catalog.tasks().accept(task);
        if (i % 2 == 0) {
          catalog.tasks().end(task.with(TaskState.CANCELLED, Samples.T0), List.of());
        }
      }
      TaskCatalog tasks = catalog.tasks();
      assertThat(tasks.list(Optional::of, 3, null))
          .extracting(TaskRecord::id)
          .containsExactly(Samples.id(9), Samples.id(8), Samples.id(7));
      assertThat(tasks.list(in(TaskState.QUEUED), 2, Samples.id(7)))
          .extracting(TaskRecord::id)
          .containsExactly(Samples.id(5), Samples.id(3));
      assertThat(tasks.list(in(TaskState.CANCELLED), 100, Samples.id(3)))
          .extracting(TaskRecord::id)
          .containsExactly(Samples.id(2), Samples.id(0));
    }
  }

  @Test
  void smallResultsAreThereUntilTheyAreNotKeptAnyLonger() {
    Instant later = Samples.T0.plusSeconds(60);
    try (Catalog catalog = Catalog.open(dir)) {
      for (int i = 0; i < 3; i++) {
        TaskRecord task = Samples.task(Samples.id(i), null);
        catalog.tasks().accept(task);
        ResultInfo kept =
            new ResultInfo(task.plan().schema(), 1, 1, true, later.plusSeconds(i == 1 ? 9 : -9));
        catalog.tasks().end(task.succeeded(kept, Samples.T0), List.of(), new byte[] {(byte) i, 7});
      }
    }
    try (Catalog catalog = Catalog.open(dir)) {
      assertThat(catalog.tasks().result(Samples.id(2))).contains(new byte[] {2, 7});
      catalog.tasks().removeResults(later, later);
      assertThat(catalog.tasks().result(Samples.id(0))).isEmpty();
      assertThat(catalog.tasks().result(Samples.id(1))).contains(new byte[] {1, 7});
      assertThat(catalog.tasks().result(Samples.id(2))).isEmpty();
      assertThat(catalog.tasks().result(Samples.id(3))).isEmpty();
      catalog.tasks().removeExpired(later, 0);
      assertThat(catalog.tasks().result(Samples.id(1))).isEmpty();
    }
  }

  @Test
  void endedTasksExpireByAgeAndByNumber() {
    try (Catalog catalog = Catalog.open(dir)) {
      for (int i = 0; i < 6; i++) {
        TaskRecord task = Samples.task(Samples.id(i), "key" + i);
        catalog.tasks().accept(task);
        if (i != 1) {
          catalog.tasks().end(task.with(TaskState.CANCELLED, Samples.T0.plusSeconds(i)), List.of());
        }
      }
      assertThat(catalog.tasks().removeExpired(Samples.T0.plusSeconds(1), 10))
          .containsExactly(Samples.id(0));
      assertThat(catalog.tasks().removeExpired(Samples.T0.minus(Duration.ofDays(1)), 2))
          .containsExactly(Samples.id(3), Samples.id(2));
      assertThat(catalog.tasks().list(Optional::of, 10, null)).hasSize(3);
      assertThat(catalog.tasks().byIdempotencyKey("key0")).isEqualTo(Optional.empty());
      assertThat(catalog.tasks().byIdempotencyKey("key1")).isPresent();
    }
  }

  @Test
  void anotherOpeningOfTheDirectoryIsRefusedByName() {
    try (Catalog first = Catalog.open(dir)) {
      assertThat(first.syncs()).isEqualTo(1);
      assertThatThrownBy(() -> Catalog.open(dir))
          .isInstanceOfSatisfying(
              TadashiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ADDRESS_IN_USE))
          .hasMessageContaining(dir.toString());
    }
  }

  @Test
  void aCatalogOfALaterVersionIsRefusedAndLeftAlone() {
    try (Database db = Database.open(dir)) {
      db.write(db.batch().putBytes(Family.META, "format", Database.bytes("99")));
    }
    assertThatThrownBy(() -> Catalog.open(dir))
        .isInstanceOf(TadashiException.class)
        .hasMessageContaining("format is 99");
    try (Database db = Database.open(dir)) {
      assertThat(db.get(Family.META, "format")).isEqualTo(Database.bytes("99"));
    }
  }

  @Test
  void aValueThatCannotBeReadIsAnErrorThatNamesItsKey() {
    try (Database db = Database.open(dir)) {
      db.write(
          db.batch()
              .putBytes(Family.WORKERS, "a:1", Database.bytes("rubbish"))
              .putBytes(Family.WORKERS, "b:1", Database.bytes("7\n{}"))
              .putBytes(Family.WORKERS, "c:1", Database.bytes("1\n{\"address\":")));
    }
    try (Catalog catalog = Catalog.open(dir)) {
      for (String key : List.of("a:1", "b:1", "c:1")) {
        assertThatThrownBy(() -> catalog.workers().get(key))
            .isInstanceOfSatisfying(
                TadashiException.class,
                e -> assertThat(e.code()).isEqualTo(ErrorCode.CATALOG_FAILURE))
            .hasMessageContaining(key);
      }
    }
  }

  private static StoreRecord store(String name, int second) {
    return new StoreRecord(
        name, "file:///" + name, null, null, null, false, Samples.T0.plusSeconds(second));
  }

  private static Function<TaskRecord, Optional<TaskRecord>> in(TaskState state) {
    return task -> Optional.of(task).filter(found -> found.state() == state);
  }
}
