package dev.tadashi.catalog;

import dev.tadashi.model.id.TaskId;
import dev.tadashi.model.plan.Plan;
import dev.tadashi.model.table.FileSlice;
import dev.tadashi.model.table.PartitionRef;
import dev.tadashi.model.table.StoreLocation;
import dev.tadashi.model.table.TableFile;
import dev.tadashi.model.table.TableName;
import dev.tadashi.model.table.TableRecord;
import dev.tadashi.model.table.TableState;
import dev.tadashi.model.task.Pruning;
import dev.tadashi.model.task.ScanInput;
import dev.tadashi.model.task.TaskKind;
import dev.tadashi.model.task.TaskRecord;
import dev.tadashi.model.task.TaskState;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.Schema;
import dev.tadashi.model.type.SimpleType;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Records for the tests. */
final class Samples {
  static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
  static final TableName FLIGHTS = new TableName("nyc", "flights");
  private static final List<Field> COLUMNS = List.of(Field.of("carrier", SimpleType.VARCHAR));

  private Samples() {}

  static TaskId id(long millis) {
    return TaskId.create(millis, new Random(millis));
  }

  static TaskRecord task(TaskId id, @Nullable String key) {
    return new TaskRecord(
        id,
        TaskKind.AGGREGATE,
        TaskState.QUEUED,
        "{\"aggregate\":{}}",
        new Plan.Scan(FLIGHTS, COLUMNS),
        null,
        List.of(new ScanInput(partitions(FLIGHTS, 2), Pruning.of(2, List.of(FLIGHTS + "#1")))),
        true,
        key,
        0,
        null,
        T0,
        null,
        null,
        null,
        null);
  }

  static List<PartitionRef> partitions(TableName table, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> {
          FileSlice slice = new FileSlice("f" + i + ".parquet", "e1", 10, 0, 1, 1, 100, 10, 0);
          return new PartitionRef(
              table + "#" + i, table, StoreLocation.of("file:///data"), "parquet", List.of(slice));
        })
        .toList();
  }

  static TableRecord table(TableName name) {
    return new TableRecord(
        name,
        "parquet",
        TableState.READY,
        List.of(new TableFile("f0.parquet", 10, "e1")),
        new Schema(COLUMNS),
        200,
        20,
        null,
        T0);
  }
}
