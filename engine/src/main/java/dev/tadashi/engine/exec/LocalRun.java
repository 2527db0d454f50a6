package dev.tadashi.engine.exec;

import dev.tadashi.engine.column.Partition;
import dev.tadashi.engine.expr.LiteralChunks;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.plan.Plan;
import dev.tadashi.model.plan.RowStep;
import dev.tadashi.model.plan.StageInput;
import dev.tadashi.model.plan.StageOutput;
import dev.tadashi.model.plan.StagePlan;
import dev.tadashi.model.type.Schema;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/** Runs a plan whose rows come from the plan itself, in this process and without exchange. */
public final class LocalRun {
  private final EngineContext context;

  private LocalRun(EngineContext context) {
    this.context = context;
  }

  /**
   * The result, which the caller closes. Blocks; the work is done on the context's pool.
   *
   * @throws IllegalArgumentException when the plan reads a table
   */
  public static ResultRows run(EngineContext context, Plan plan) {
    RowSet rows = new LocalRun(context).rows(plan);
    try {
      return new ResultRows(context.allocator(), rows);
    } catch (RuntimeException | Error e) {
      rows.close();
      throw e;
    }
  }

  private RowSet rows(Plan plan) {
    return switch (plan) {
      case Plan.Values values -> values(context, values.schema(), values.rows());
      case Plan.Steps(Plan input, List<RowStep> steps) -> {
        try (RowSet source = rows(input)) {
          yield new Pipeline(context).run(source, steps, SplitProgress.NONE);
        }
      }
      case Plan.Union union -> union(union);
      case Plan.Aggregate aggregate -> aggregate(aggregate);
      case Plan.Given given -> throw new IllegalArgumentException("a plan that lacks answers");
      case Plan.Scan scan -> throw new IllegalArgumentException("a plan that reads a table");
      case Plan.Load load -> throw new IllegalArgumentException("a plan that loads a table");
    };
  }

  private RowSet union(Plan.Union union) {
    List<Partition> partitions = new ArrayList<>();
    try {
      for (Plan input : union.inputs()) {
        partitions.addAll(rows(input).partitions());
      }
      return new RowSet(union.schema(), partitions);
    } catch (RuntimeException | Error e) {
      partitions.forEach(Partition::closeColumns);
      throw e;
    }
  }

  private RowSet aggregate(Plan.Aggregate aggregate) {
    StageOutput output = new StageOutput.Partials(aggregate.keys(), aggregate.aggregates());
    StagePlan stage =
        new StagePlan(0, new StageInput.Exchange(0), List.of(), output, List.of(), false);
    int last = output.buckets() - 1;
    try (RowSet source = rows(aggregate.input());
        SealedOutput sealed = SplitRunner.run(context, stage, source, SplitProgress.NONE);
        BucketMerger merger = BucketMerger.create(context, output, 0, last)) {
      merger.mergeAll(sealed);
      return new Pipeline(context).run(merger.rows(), List.of(), SplitProgress.NONE);
    }
  }

  /** Rows of constants, which the caller closes. */
  public static RowSet values(EngineContext context, Schema schema, List<List<Literal>> rows) {
    return new RowSet(schema, List.of(partition(context.allocator(), schema, rows)));
  }

  /** Rows of constants as columns in memory, which the caller closes. */
  public static Partition partition(
      BufferAllocator allocator, Schema schema, List<List<Literal>> rows) {
    try (PartitionBuilder builder = new PartitionBuilder(allocator, schema);
        Scratch scratch = new Scratch(allocator)) {
      for (int from = 0; from < rows.size(); from += Scratch.CHUNK) {
        List<List<Literal>> some = rows.subList(from, Math.min(rows.size(), from + Scratch.CHUNK));
        Vec[] columns = new Vec[schema.size()];
        for (int i = 0; i < columns.length; i++) {
          columns[i] = LiteralChunks.of(schema.field(i).type(), some, i, scratch);
        }
        builder.append(columns, some.size());
        scratch.reset();
      }
      return builder.build();
    }
  }
}
