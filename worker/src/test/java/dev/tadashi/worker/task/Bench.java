package dev.tadashi.worker.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tadashi.engine.column.ColumnBuilder;
import dev.tadashi.engine.column.Partition;
import dev.tadashi.engine.exec.EngineContext;
import dev.tadashi.engine.exec.RowSource;
import dev.tadashi.engine.exec.SealedOutput;
import dev.tadashi.engine.exec.SplitProgress;
import dev.tadashi.engine.exec.SplitRunner;
import dev.tadashi.formats.DictionaryRegistry;
import dev.tadashi.formats.PartitionLoader;
import dev.tadashi.model.control.BucketOwner;
import dev.tadashi.model.control.InstanceReport;
import dev.tadashi.model.control.Orders;
import dev.tadashi.model.control.SplitOrder;
import dev.tadashi.model.control.StageOrders;
import dev.tadashi.model.control.TaskOrders;
import dev.tadashi.model.expr.RowExpr;
import dev.tadashi.model.function.AggregateFunction;
import dev.tadashi.model.id.Stamp;
import dev.tadashi.model.id.TaskId;
import dev.tadashi.model.plan.AggregateCall;
import dev.tadashi.model.plan.Named;
import dev.tadashi.model.plan.StageInput;
import dev.tadashi.model.plan.StageOutput;
import dev.tadashi.model.plan.StagePlan;
import dev.tadashi.model.table.FileSlice;
import dev.tadashi.model.table.PartitionRef;
import dev.tadashi.model.table.StoreLocation;
import dev.tadashi.model.table.TableName;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.Schema;
import dev.tadashi.model.type.SimpleType;
import dev.tadashi.worker.cache.PartitionCache;
import dev.tadashi.worker.stats.WorkerStats;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;

/**
 * A worker without network: one task that counts rows by a key, whose splits are sealed from keys
 * given by the test. Closing it asserts that no memory is left.
 */
public final class Bench implements AutoCloseable {
  public static final String ADDRESS = "127.0.0.1:1";
  public static final String INCARNATION = "me";
  public static final TaskId TASK = TaskId.create(1, new Random(1));
  public static final int BUCKETS = StageOutput.KEYED_BUCKETS;

  private static final Field KEY = Field.of("k", SimpleType.INT64);
  private static final StagePlan PLAN =
      new StagePlan(
          0,
          new StageInput.Table(new TableName("s", "t"), List.of(KEY)),
          List.of(),
          new StageOutput.Partials(
              List.of(new Named("k", new RowExpr.Ref(0, SimpleType.INT64))),
              List.of(new AggregateCall(AggregateFunction.COUNT, null, "n", SimpleType.INT64))),
          List.of(),
          false);

  private final BufferAllocator allocator = new RootAllocator();
  private final ExecutorService pool = Executors.newFixedThreadPool(2);
  private final PartitionCache cache;
  private final TaskTable table;
  private final List<SplitRun> runs = new ArrayList<>();
  private int version;

  public Bench() {
    PartitionLoader loader =
        new PartitionLoader(
            allocator,
            new DictionaryRegistry(allocator),
            Path.of(System.getProperty("java.io.tmpdir")));
    cache =
        new PartitionCache(
            loader,
            location -> {
              throw new IllegalStateException("nothing is loaded here");
            },
            1 << 20);
    WorkerResources resources =
        new WorkerResources(
            ADDRESS, INCARNATION, allocator, pool, 2, cache, new Silent(), new WorkerStats());
    table = new TaskTable(resources);
  }

  /** Nobody is told. */
  private static final class Silent implements Signals {
    @Override
    public void report() {}

    @Override
    public void reportNews() {}

    @Override
    public void send() {}

    @Override
    public void deliver(SplitRun sealed) {}
  }

  public BufferAllocator allocator() {
    return allocator;
  }

  public TaskTable table() {
    return table;
  }

  /** Orders that give all buckets of a stage of so many splits to this worker. */
  public void own(Stamp epoch, int splits) {
    obey(List.of(range(epoch)), splits);
  }

  /** Orders with that map. */
  public void obey(List<BucketOwner> map, int splits) {
    StageOrders stage = new StageOrders(PLAN, splits, List.of(), map, true, false);
    obey(List.of(new TaskOrders(TASK, 0, List.of(stage))));
  }

  /** Orders to run an attempt; it fails, since nothing can be loaded here. */
  public void runInVain(Stamp attempt) {
    FileSlice slice = new FileSlice("f.parquet", "etag", 1, 0, 1, 1, 1, 1, 0);
    TableName name = new TableName("s", "t");
    PartitionRef partition =
        new PartitionRef("p", name, StoreLocation.of("file:///d"), "parquet", List.of(slice));
    SplitOrder order = new SplitOrder(0, attempt, 0, List.of(partition), List.of());
    StageOrders stage = new StageOrders(PLAN, 1, List.of(order), List.of(), true, false);
    obey(List.of(new TaskOrders(TASK, 0, List.of(stage))));
  }

  /** Orders that name these tasks. */
  public void obey(List<TaskOrders> tasks) {
    version++;
    table.obey(new Orders(new Stamp(1, version), INCARNATION, false, false, tasks));
  }

  /** All buckets at this worker. */
  public static BucketOwner range(Stamp epoch) {
    return new BucketOwner(0, BUCKETS - 1, ADDRESS, INCARNATION, epoch);
  }

  /** What this worker would report of its only instance. */
  public InstanceReport report() {
    return table.report(new ArrayList<>()).getFirst().instances().getFirst();
  }

  /** A sealed attempt whose rows have the keys {@code from} to {@code to} (exclusive). */
  public SplitRun sealed(int split, Stamp attempt, long from, long to) {
    SplitRun run = new SplitRun(0, new SplitOrder(split, attempt, 0, List.of(), List.of()));
    runs.add(run);
    run.seal(seal(LongStream.range(from, to).toArray()));
    return run;
  }

  public static Outgoing outgoing(SplitRun run, BucketOwner range) {
    return new Outgoing(TASK, 0, run, range);
  }

  private SealedOutput seal(long[] keys) {
    try (BigIntVector vector = new BigIntVector("k", allocator);
        ColumnBuilder builder = ColumnBuilder.create(allocator, SimpleType.INT64, null)) {
      vector.allocateNew(keys.length);
      for (int i = 0; i < keys.length; i++) {
        vector.set(i, keys[i]);
      }
      vector.setValueCount(keys.length);
      builder.append(vector);
      Partition partition = new Partition(keys.length, List.of(builder.build()));
      try {
        EngineContext context = new EngineContext(allocator, pool, 2, () -> false);
        return SplitRunner.run(context, PLAN, new OnePart(partition), SplitProgress.NONE);
      } finally {
        partition.closeColumns();
      }
    }
  }

  private record OnePart(Partition partition) implements RowSource {
    @Override
    public int parts() {
      return 1;
    }

    @Override
    public Partition open(int part) {
      return partition;
    }

    @Override
    public void done(int part) {}

    @Override
    public Schema schema() {
      return new Schema(List.of(KEY));
    }
  }

  @Override
  public void close() {
    runs.forEach(SplitRun::free);
    table.close();
    pool.close();
    cache.close();
    assertThat(allocator.getAllocatedMemory()).isZero();
    allocator.close();
  }
}
