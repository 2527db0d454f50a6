package dev.tadashi.engine.testing;

import dev.tadashi.engine.exec.BucketMerger;
import dev.tadashi.engine.exec.EngineContext;
import dev.tadashi.engine.exec.ResultRows;
import dev.tadashi.engine.exec.SealedOutput;
import dev.tadashi.engine.exec.SplitProgress;
import dev.tadashi.engine.exec.SplitRunner;
import dev.tadashi.model.json.Json;
import dev.tadashi.model.plan.Plan;
import dev.tadashi.model.plan.RowStep;
import dev.tadashi.model.plan.StageInput;
import dev.tadashi.model.plan.StageOutput;
import dev.tadashi.model.plan.StagePlan;
import dev.tadashi.model.spec.AggregateSpec;
import dev.tadashi.model.spec.SpecPlanner;
import dev.tadashi.model.table.TableName;
import dev.tadashi.model.type.Field;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.UInt2Vector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.jspecify.annotations.Nullable;

/**
 * Runs aggregation specs over a table as a cluster does: several splits, owners of bucket ranges,
 * units merged in any order, a second stage when the owners are several. Closing it fails when
 * memory was not given back.
 */
public final class TestCluster implements AutoCloseable {
  private static final TableName TABLE = new TableName("s", "t");

  private final BufferAllocator allocator;
  private final ExecutorService pool = Executors.newFixedThreadPool(3);
  private final EngineContext context;
  private final Random random;

  public TestCluster(long seed) {
    this(seed, Long.MAX_VALUE);
  }

  public TestCluster(long seed, long limit) {
    this.allocator = new RootAllocator(limit);
    this.context = new EngineContext(allocator, pool, 3, () -> false);
    this.random = new Random(seed);
  }

  public BufferAllocator allocator() {
    return allocator;
  }

  public EngineContext context() {
    return context;
  }

  /** The plan of a spec, which may be written with single quotes. */
  public static Plan plan(String spec, TestTable table) {
    byte[] body = spec.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    return SpecPlanner.plan(Json.read(body, AggregateSpec.class), TABLE, table.schema());
  }

  /** The first stage of a plan. */
  public static StagePlan stage(Plan plan) {
    List<RowStep> finish = List.of();
    Plan top = plan;
    if (top instanceof Plan.Steps(Plan input, List<RowStep> steps)) {
      finish = steps;
      top = input;
    }
    Plan.Aggregate aggregate = (Plan.Aggregate) top;
    List<RowStep> before =
        aggregate.input() instanceof Plan.Steps(Plan scan, List<RowStep> steps) ? steps : List.of();
    return new StagePlan(
        0,
        new StageInput.Table(TABLE, columns(aggregate.input())),
        before,
        new StageOutput.Partials(aggregate.keys(), aggregate.aggregates()),
        finish,
        false);
  }

  private static List<Field> columns(Plan plan) {
    return plan instanceof Plan.Steps(Plan input, List<RowStep> steps)
        ? columns(input)
        : ((Plan.Scan) plan).columns();
  }

  /** The result's rows, cut into splits and owners as given. */
  public List<List<@Nullable Object>> run(String spec, TestTable table, int splits, int owners) {
    StagePlan stage = stage(plan(spec, table));
    List<SealedOutput> sealed = new ArrayList<>();
    List<BucketMerger> mergers = new ArrayList<>();
    try {
      for (int split = 0; split < splits; split++) {
        sealed.add(runSplit(stage, table, split, splits));
      }
      int buckets = stage.output().buckets();
      int ranges = Math.min(owners, buckets);
      for (int i = 0; i < ranges; i++) {
        mergers.add(merged(stage, sealed, i * buckets / ranges, (i + 1) * buckets / ranges - 1));
      }
      return ranges == 1 ? read(mergers.getFirst(), stage.finish()) : spread(stage, mergers);
    } finally {
      mergers.forEach(BucketMerger::close);
      sealed.forEach(SealedOutput::close);
    }
  }

  private SealedOutput runSplit(StagePlan stage, TestTable table, int split, int splits) {
    List<Field> columns = ((StageInput.Table) stage.input()).columns();
    int rows = table.rows().size();
    int from = (int) ((long) rows * split / splits);
    int to = (int) ((long) rows * (split + 1) / splits);
    int perPartition = 1 + random.nextInt(Math.max(1, to - from));
    try (TestTable.Source source = table.source(allocator, columns, from, to, perPartition)) {
      SealedOutput output = SplitRunner.run(context, stage, source, SplitProgress.NONE);
      if (source.open() != 0) {
        throw new AssertionError(source.open() + " parts are still open");
      }
      return output;
    }
  }

  private BucketMerger merged(StagePlan stage, List<SealedOutput> sealed, int low, int high) {
    BucketMerger merger = BucketMerger.create(context, stage.output(), low, high);
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < sealed.size(); i++) {
      order.add(i);
    }
    for (int bucket = low; bucket <= high; bucket++) {
      Collections.shuffle(order, random);
      for (int split : order) {
        merge(merger, sealed.get(split), split, bucket);
      }
    }
    return merger;
  }

  /** Merges one unit. */
  public static void merge(BucketMerger merger, SealedOutput output, int split, int bucket) {
    if (output.size(bucket) > 0) {
      merger.merge(split, bucket, output.slice(bucket), output.size(bucket));
    }
  }

  private List<List<@Nullable Object>> spread(StagePlan stage, List<BucketMerger> mergers) {
    StagePlan second =
        new StagePlan(
            1,
            new StageInput.Exchange(0),
            stage.finish().stream().map(TestCluster::local).toList(),
            new StageOutput.Rows(stage.resultSchema()),
            stage.finish().stream().filter(step -> !(step instanceof RowStep.Filter)).toList(),
            true);
    try (BucketMerger last = BucketMerger.create(context, second.output(), 0, 0)) {
      for (int split = 0; split < mergers.size(); split++) {
        try (SealedOutput output =
            SplitRunner.run(context, second, mergers.get(split).rows(), SplitProgress.NONE)) {
          merge(last, output, split, 0);
        }
      }
      return read(last, second.finish());
    }
  }

  private static RowStep local(RowStep step) {
    if (step instanceof RowStep.Limit(long offset, Long count)) {
      return new RowStep.Limit(0, count == null ? null : Long.valueOf(offset + count));
    }
    return step;
  }

  private static List<List<@Nullable Object>> read(BucketMerger merger, List<RowStep> steps) {
    try (ResultRows result = merger.finish(steps)) {
      return read(result);
    }
  }

  /** The values of all rows, as Arrow's vectors give them. */
  public static List<List<@Nullable Object>> read(ResultRows result) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int i = 0; i < result.batches(); i++) {
      try (VectorSchemaRoot batch = result.batch(i)) {
        for (int row = 0; row < batch.getRowCount(); row++) {
          List<@Nullable Object> values = new ArrayList<>();
          for (FieldVector vector : batch.getFieldVectors()) {
            values.add(value(vector, row));
          }
          rows.add(values);
        }
      }
    }
    if (rows.size() != result.rows()) {
      throw new AssertionError(rows.size() + " rows instead of " + result.rows());
    }
    return rows;
  }

  private static @Nullable Object value(FieldVector vector, int row) {
    Object value = vector.getObject(row);
    return switch (vector) {
      case UInt2Vector numbers -> value == null ? null : (long) numbers.get(row);
      case UInt4Vector numbers -> numbers.getObjectNoOverflow(row);
      case UInt8Vector numbers -> numbers.getObjectNoOverflow(row);
      case ListVector lists -> value == null ? null : elements(lists, row);
      default -> value;
    };
  }

  private static List<@Nullable Object> elements(ListVector lists, int row) {
    List<@Nullable Object> values = new ArrayList<>();
    for (int i = lists.getElementStartIndex(row); i < lists.getElementEndIndex(row); i++) {
      values.add(value(lists.getDataVector(), i));
    }
    return values;
  }

  @Override
  public void close() {
    pool.shutdownNow();
    allocator.close();
  }
}
