package dev.tadashi.worker.task;

import dev.tadashi.engine.column.Column;
import dev.tadashi.engine.column.ColumnBuilder;
import dev.tadashi.engine.column.Dictionary;
import dev.tadashi.engine.column.Partition;
import dev.tadashi.engine.exec.BucketMerger;
import dev.tadashi.engine.exec.EngineContext;
import dev.tadashi.engine.exec.ResultRows;
import dev.tadashi.engine.exec.RowSource;
import dev.tadashi.engine.exec.SealedOutput;
import dev.tadashi.engine.exec.SplitProgress;
import dev.tadashi.engine.exec.SplitRunner;
import dev.tadashi.model.json.Json;
import dev.tadashi.model.plan.Plan;
import dev.tadashi.model.plan.StageInput;
import dev.tadashi.model.plan.StageOutput;
import dev.tadashi.model.plan.StagePlan;
import dev.tadashi.model.spec.AggregateSpec;
import dev.tadashi.model.spec.SpecPlanner;
import dev.tadashi.model.table.TableName;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.Schema;
import dev.tadashi.model.type.SimpleType;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;

/**
 * Runs common aggregations of a small table of its own when a worker starts, so that the first task
 * finds compiled loops. One thread of low priority, for less than a second of processor time.
 */
public final class WarmUp implements AutoCloseable {
  private static final int ROWS = 1 << 13;
  private static final long MOST_NANOS = 800_000_000;
  private static final long MEMORY = 256L << 20;
  private static final TableName TABLE = new TableName("warm", "up");
  private static final Schema SCHEMA =
      new Schema(
          List.of(
              Field.of("few", SimpleType.VARCHAR),
              Field.of("some", SimpleType.VARCHAR),
              Field.of("many", SimpleType.INT64),
              Field.of("i", SimpleType.INT32),
              Field.of("v", SimpleType.FLOAT64)));
  private static final List<String> SPECS =
      List.of(
          spec("few", "sum i"),
          spec("few some", "sum i", "count i"),
          spec("some", "sum i", "avg v"),
          spec("i", "avg i", "avg v", "min v", "max i"),
          spec("many", "sum i", "sum v", "count v"),
          spec("few some many i", "sum v"),
          spec("few", "count_distinct i", "stddev_samp v", "median v"));

  private final Thread thread;
  private volatile boolean cancelled;

  private WarmUp() {
    this.thread = Thread.ofPlatform().name("warm-up").daemon().unstarted(this::run);
  }

  /** Starts; it ends by itself. */
  public static WarmUp start() {
    WarmUp made = new WarmUp();
    made.thread.setPriority(Thread.MIN_PRIORITY);
    made.thread.start();
    return made;
  }

  private static String spec(String keys, String... calls) {
    List<String> aggregates = new ArrayList<>();
    for (String call : calls) {
      String[] words = call.split(" ", 2);
      aggregates.add("{\"fn\":\"%s\",\"column\":\"%s\"}".formatted(words[0], words[1]));
    }
    return "{\"table\":\"warm.up\",\"by\":[\"%s\"],\"aggregates\":%s}"
        .formatted(keys.replace(" ", "\",\""), aggregates);
  }

  private void run() {
    ExecutorService pool =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform()
                .name("warm-up-engine")
                .daemon()
                .priority(Thread.MIN_PRIORITY)
                .factory());
    try (BufferAllocator allocator = new RootAllocator(MEMORY)) {
      EngineContext context = new EngineContext(allocator, pool, 1, () -> cancelled);
      pool.submit(() -> {}).get();
      rounds(context, allocator, pool);
    } catch (CancellationException e) {
      // The worker stops.
    } catch (Exception e) {
      throw new IllegalStateException("the warm-up failed", e);
    } finally {
      pool.shutdownNow();
    }
  }

  private void rounds(EngineContext context, BufferAllocator allocator, ExecutorService pool)
      throws Exception {
    Partition rows = rows(allocator);
    try {
      long used = 0;
      for (int i = 0; used < MOST_NANOS && !cancelled; i++) {
        round(context, rows, SPECS.get(i % SPECS.size()));
        used = pool.submit(WarmUp::cpu).get();
      }
    } finally {
      rows.closeColumns();
    }
  }

  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static void round(EngineContext context, Partition rows, String spec) {
    byte[] json = spec.getBytes(StandardCharsets.UTF_8);
    Plan.Aggregate plan =
        (Plan.Aggregate) SpecPlanner.plan(Json.read(json, AggregateSpec.class), TABLE, SCHEMA);
    List<Field> columns = ((Plan.Scan) plan.input()).columns();
    StageOutput output = new StageOutput.Partials(plan.keys(), plan.aggregates());
    StagePlan stage =
        new StagePlan(0, new StageInput.Table(TABLE, columns), List.of(), output, List.of(), false);
    try (SealedOutput sealed =
            SplitRunner.run(context, stage, new Source(rows, columns), SplitProgress.NONE);
        BucketMerger merger = BucketMerger.create(context, output, 0, output.buckets() - 1)) {
      merger.mergeAll(sealed);
      try (ResultRows result = merger.finish(List.of())) {
        for (int i = 0; i < result.batches(); i++) {
          result.batch(i).close();
        }
      }
    }
  }

  private static Partition rows(BufferAllocator allocator) {
    try (VarCharVector few = new VarCharVector("few", allocator);
        VarCharVector some = new VarCharVector("some", allocator);
        BigIntVector many = new BigIntVector("many", allocator);
        IntVector ints = new IntVector("i", allocator);
        Float8Vector doubles = new Float8Vector("v", allocator)) {
      for (int i = 0; i < ROWS; i++) {
        few.setSafe(i, ("few" + i % 97).getBytes(StandardCharsets.UTF_8));
        some.setSafe(i, ("some" + i * 31 % 401).getBytes(StandardCharsets.UTF_8));
        many.setSafe(i, i * 1_000_003L % 3_001 << 20);
        ints.setSafe(i, i * 7 % 101);
        doubles.setSafe(i, i * 0.37);
      }
      List<FieldVector> vectors = List.of(few, some, many, ints, doubles);
      List<Column> columns = new ArrayList<>();
      for (int i = 0; i < vectors.size(); i++) {
        vectors.get(i).setValueCount(ROWS);
        columns.add(column(allocator, SCHEMA.field(i), vectors.get(i)));
      }
      return new Partition(ROWS, columns);
    }
  }

  private static Column column(BufferAllocator allocator, Field field, FieldVector vector) {
    try (Dictionary dictionary = new Dictionary(allocator);
        ColumnBuilder builder = ColumnBuilder.create(allocator, field.type(), dictionary)) {
      builder.append(vector);
      return builder.build();
    }
  }

  /** The columns of one partition that a plan reads. */
  private record Source(Partition rows, List<Field> columns) implements RowSource {
    @Override
    public int parts() {
      return 1;
    }

    @Override
    public Partition open(int part) {
      List<Column> picked =
          columns.stream().map(field -> rows.column(SCHEMA.require(field.name()))).toList();
      return new Partition(ROWS, picked);
    }

    @Override
    public void done(int part) {}

    @Override
    public Schema schema() {
      return new Schema(columns);
    }
  }

  @Override
  public void close() {
    cancelled = true;
    try {
      thread.join(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
