package dev.tadashi.sql.testing;

import dev.tadashi.engine.column.ArrowLiterals;
import dev.tadashi.engine.column.Partition;
import dev.tadashi.engine.exec.BucketMerger;
import dev.tadashi.engine.exec.EngineContext;
import dev.tadashi.engine.exec.LocalRun;
import dev.tadashi.engine.exec.ResultRows;
import dev.tadashi.engine.exec.RowSet;
import dev.tadashi.engine.exec.RowSource;
import dev.tadashi.engine.exec.SealedOutput;
import dev.tadashi.engine.exec.SplitProgress;
import dev.tadashi.engine.exec.SplitRunner;
import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.json.Json;
import dev.tadashi.model.plan.Answers;
import dev.tadashi.model.plan.Plan;
import dev.tadashi.model.plan.StageInput;
import dev.tadashi.model.plan.StagePlan;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.Schema;
import dev.tadashi.scheduler.StageCutter;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;

/**
 * Runs plans over one table as a cluster does: through JSON, cut into stages, in several splits,
 * with several owners. Closing it fails when memory was not given back.
 */
public final class PlanRunner implements AutoCloseable {
  private final BufferAllocator allocator = new RootAllocator();
  private final ExecutorService pool = Executors.newFixedThreadPool(2);
  private final EngineContext context = new EngineContext(allocator, pool, 2, () -> false);
  private final Schema schema;
  private final List<List<Literal>> rows;

  public PlanRunner(Schema schema, List<List<Literal>> rows) {
    this.schema = schema;
    this.rows = rows;
  }

  /** The result's rows, as Arrow's vectors give them. */
  public List<List<@Nullable Object>> run(Plan plan, int splits, int owners) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    Plan sent = Json.read(Json.bytes(plan), Plan.class);
    run(sent, splits, owners, batch -> rows.addAll(read(batch)));
    return rows;
  }

  private void run(Plan plan, int splits, int owners, Consumer<VectorSchemaRoot> out) {
    Plan known = answered(plan, splits, owners);
    if (!known.readsNoTable()) {
      run(StageCutter.cut(known), splits, owners, out);
      return;
    }
    try (ResultRows result = LocalRun.run(context, known)) {
      give(result, out);
    }
  }

  private Plan answered(Plan plan, int splits, int owners) {
    if (!(plan instanceof Plan.Given given)) {
      return plan;
    }
    List<List<List<Literal>>> answers = new ArrayList<>();
    for (Plan.Subquery subquery : given.subqueries()) {
      List<Field> fields = subquery.plan().schema().fields();
      List<List<Literal>> values = new ArrayList<>();
      run(
          subquery.plan(),
          splits,
          owners,
          batch -> {
            for (int row = 0; row < batch.getRowCount(); row++) {
              values.add(row(batch, row, fields));
            }
          });
      answers.add(values);
    }
    return Answers.put(given, answers);
  }

  private static List<Literal> row(VectorSchemaRoot batch, int row, List<Field> fields) {
    List<Literal> values = new ArrayList<>();
    for (Field field : fields) {
      values.add(ArrowLiterals.of(batch.getVector(values.size()), row, field.type()));
    }
    return values;
  }

  private void run(List<StagePlan> stages, int splits, int owners, Consumer<VectorSchemaRoot> out) {
    Map<Integer, List<BucketMerger>> exchanges = new HashMap<>();
    try {
      StagePlan last = stages.getFirst();
      for (StagePlan stage : stages) {
        boolean spread = exchanges.getOrDefault(last.stage(), List.of()).size() > 1;
        if (!stage.onlyWhenSpread() || spread) {
          exchanges.put(stage.stage(), exchange(stage, exchanges, splits, owners));
          last = stage;
        }
      }
      for (BucketMerger merger : exchanges.getOrDefault(last.stage(), List.of())) {
        try (ResultRows rows = merger.finish(last.finish())) {
          give(rows, out);
        }
      }
    } finally {
      exchanges.values().forEach(mergers -> mergers.forEach(BucketMerger::close));
    }
  }

  private List<BucketMerger> exchange(
      StagePlan stage, Map<Integer, List<BucketMerger>> exchanges, int splits, int owners) {
    List<SealedOutput> sealed = new ArrayList<>();
    try {
      for (int branch = 0; branch < stage.input().branches().size(); branch++) {
        seal(stage.branch(branch), exchanges, splits, sealed);
      }
      return merged(stage, sealed, Math.min(owners, stage.output().buckets()));
    } finally {
      sealed.forEach(SealedOutput::close);
    }
  }

  private void seal(
      StagePlan stage,
      Map<Integer, List<BucketMerger>> exchanges,
      int splits,
      List<SealedOutput> sealed) {
    switch (stage.input()) {
      case StageInput.Table table -> {
        for (int split = 0; split < splits; split++) {
          int from = rows.size() * split / splits;
          int to = rows.size() * (split + 1) / splits;
          try (Source source = new Source(table.columns(), rows.subList(from, to))) {
            sealed.add(SplitRunner.run(context, stage, source, SplitProgress.NONE));
          }
        }
      }
      case StageInput.Values values -> {
        try (RowSet source = LocalRun.values(context, values.schema(), values.rows())) {
          sealed.add(SplitRunner.run(context, stage, source, SplitProgress.NONE));
        }
      }
      case StageInput.Exchange(int input) -> {
        for (BucketMerger merger : exchanges.getOrDefault(input, List.of())) {
          sealed.add(SplitRunner.run(context, stage, merger.rows(), SplitProgress.NONE));
        }
      }
      case StageInput.Union union -> throw new IllegalArgumentException("a union is no branch");
    }
  }

  private List<BucketMerger> merged(StagePlan stage, List<SealedOutput> sealed, int ranges) {
    List<BucketMerger> mergers = new ArrayList<>();
    int buckets = stage.output().buckets();
    for (int i = 0; i < ranges; i++) {
      int low = i * buckets / ranges;
      int high = (i + 1) * buckets / ranges - 1;
      BucketMerger merger = BucketMerger.create(context, stage.output(), low, high);
      mergers.add(merger);
      for (int bucket = low; bucket <= high; bucket++) {
        for (int split = 0; split < sealed.size(); split++) {
          SealedOutput output = sealed.get(split);
          if (output.size(bucket) > 0) {
            merger.merge(split, bucket, output.slice(bucket), output.size(bucket));
          }
        }
      }
    }
    return mergers;
  }

  private static void give(ResultRows result, Consumer<VectorSchemaRoot> out) {
    for (int i = 0; i < result.batches(); i++) {
      try (VectorSchemaRoot batch = result.batch(i)) {
        out.accept(batch);
      }
    }
  }

  private static List<List<@Nullable Object>> read(VectorSchemaRoot batch) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int row = 0; row < batch.getRowCount(); row++) {
      List<@Nullable Object> values = new ArrayList<>();
      for (FieldVector vector : batch.getFieldVectors()) {
        values.add(value(vector, row));
      }
      rows.add(values);
    }
    return rows;
  }

  /** Arrow gives dates as days and unsigned bytes with a sign. */
  private static @Nullable Object value(FieldVector vector, int row) {
    if (vector.isNull(row)) {
      return null;
    }
    return switch (vector) {
      case DateDayVector days -> LocalDate.ofEpochDay(days.get(row));
      case UInt1Vector bytes -> Byte.toUnsignedInt(bytes.get(row));
      default -> vector.getObject(row);
    };
  }

  @Override
  public void close() {
    pool.shutdownNow();
    allocator.close();
  }

  /** Two partitions of some rows. */
  private final class Source implements RowSource, AutoCloseable {
    private final Schema columns;
    private final List<Partition> partitions = new ArrayList<>();

    Source(List<Field> fields, List<List<Literal>> some) {
      this.columns = new Schema(fields);
      int half = some.size() / 2;
      partitions.add(partition(some.subList(0, half)));
      partitions.add(partition(some.subList(half, some.size())));
    }

    private Partition partition(List<List<Literal>> some) {
      List<Integer> positions =
          columns.fields().stream().map(field -> schema.require(field.name())).toList();
      List<List<Literal>> projected =
          some.stream().map(row -> positions.stream().map(row::get).toList()).toList();
      return LocalRun.partition(allocator, columns, projected);
    }

    @Override
    public int parts() {
      return partitions.size();
    }

    @Override
    public Partition open(int part) {
      return partitions.get(part);
    }

    @Override
    public void done(int part) {}

    @Override
    public Schema schema() {
      return columns;
    }

    @Override
    public void close() {
      partitions.forEach(Partition::closeColumns);
    }
  }
}
