package dev.tadashi.scheduler;

import dev.tadashi.model.expr.RowExpr;
import dev.tadashi.model.function.AggregateFunction;
import dev.tadashi.model.id.TaskId;
import dev.tadashi.model.plan.AggregateCall;
import dev.tadashi.model.plan.Named;
import dev.tadashi.model.plan.Plan;
import dev.tadashi.model.plan.RowStep;
import dev.tadashi.model.plan.SortKey;
import dev.tadashi.model.table.FileSlice;
import dev.tadashi.model.table.PartitionRef;
import dev.tadashi.model.table.StoreLocation;
import dev.tadashi.model.table.TableName;
import dev.tadashi.model.task.Pruning;
import dev.tadashi.model.task.ScanInput;
import dev.tadashi.model.task.TaskKind;
import dev.tadashi.model.task.TaskRecord;
import dev.tadashi.model.task.TaskState;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.SimpleType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Plans, partitions and tasks for tests. */
final class TestTasks {
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  static final TableName TABLE = TableName.parse("store.flights");
  private static final List<Field> COLUMNS = List.of(Field.of("k", SimpleType.INT64));
  private static final long LARGE = 3L << 30;
  private static final Random IDS = new Random(1);

  private TestTasks() {}

  static Plan.Scan scan() {
    return new Plan.Scan(TABLE, COLUMNS);
  }

  static Plan.Aggregate grouped(Plan input) {
    Named key = new Named("k", new RowExpr.Ref(0, SimpleType.INT64));
    return new Plan.Aggregate(input, List.of(key), List.of(count()));
  }

  static Plan.Aggregate ungrouped() {
    return new Plan.Aggregate(scan(), List.of(), List.of(count()));
  }

  private static AggregateCall count() {
    return new AggregateCall(AggregateFunction.COUNT, null, "n", SimpleType.INT64);
  }

  static RowStep.Sort sort() {
    return new RowStep.Sort(List.of(new SortKey(1, true, false)));
  }

  static Plan ordered() {
    return new Plan.Steps(grouped(scan()), List.of(sort(), new RowStep.Limit(2, 10L)));
  }

  static Plan load() {
    return new Plan.Load(TABLE, COLUMNS);
  }

  /** Each fourth is large, so that shares are cut into several splits. */
  static List<PartitionRef> partitions(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> partition("p" + i, i % 4 == 3 ? LARGE : 1_000))
        .toList();
  }

  static PartitionRef partition(String id, long bytes) {
    FileSlice slice = new FileSlice(id + ".parquet", "etag", bytes, 0, 1, 1, 100, bytes, 0);
    return new PartitionRef(id, TABLE, StoreLocation.of("file:///data"), "parquet", List.of(slice));
  }

  /** The rows of two scans, one after the other. */
  static Plan.Union union(Plan one, Plan other) {
    return new Plan.Union(List.of(one, other));
  }

  /** The first scan's partitions, and as many for each further one under names of their own. */
  private static List<ScanInput> scans(Plan plan, List<PartitionRef> partitions) {
    return IntStream.range(0, plan.tables().size())
        .mapToObj(scan ->
            scan == 0
                ? partitions
                : IntStream.range(0, partitions.size())
                    .mapToObj(i -> partition("s" + scan + "p" + i, 1_000))
                    .toList())
        .map(read -> new ScanInput(read, Pruning.NONE))
        .toList();
  }

  static TaskRecord task(Plan plan, int partitions) {
    return task(plan, partitions(partitions), 0, null);
  }

  static TaskRecord task(
      Plan plan, List<PartitionRef> partitions, int priority, @Nullable Duration timeout) {
    return new TaskRecord(
        TaskId.create(START.toEpochMilli(), IDS),
        plan instanceof Plan.Load ? TaskKind.LOAD : TaskKind.AGGREGATE,
        TaskState.QUEUED,
        "{}",
        plan,
        null,
        scans(plan, partitions),
        false,
        null,
        priority,
        timeout,
        START,
        null,
        null,
        null,
        null);
  }
}
