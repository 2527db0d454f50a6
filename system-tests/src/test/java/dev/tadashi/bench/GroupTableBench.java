package dev.tadashi.bench;

import dev.tadashi.engine.aggregate.PartialTable;
import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.expr.RowExpr;
import dev.tadashi.model.function.AggregateFunction;
import dev.tadashi.model.plan.AggregateCall;
import dev.tadashi.model.plan.Named;
import dev.tadashi.model.plan.StageOutput;
import dev.tadashi.model.type.DecimalType;
import dev.tadashi.model.type.SimpleType;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Rows into a table of partial aggregates, {@code sum(v)} by one integer; time per row. */
@State(Scope.Thread)
public class GroupTableBench {
  @Param({"100", "10000", "1000000"})
  int groups;

  /** Distance of one key to the next: keys that are close have a slot each, others are hashed. */
  @Param({"1", "1000003"})
  long spread;

  private final BufferAllocator allocator = new RootAllocator();
  private final Scratch scratch = new Scratch(allocator);
  private final LongVec[] values = Chunks.numbers(100, 1);
  private final StageOutput.Partials output = sumByKey();
  private LongVec[] keys = {};

  @Setup
  public void setUp() {
    keys = Chunks.numbers(groups, spread);
  }

  private static StageOutput.Partials sumByKey() {
    RowExpr key = new RowExpr.Ref(0, SimpleType.INT64);
    RowExpr value = new RowExpr.Ref(1, SimpleType.INT64);
    AggregateCall sum =
        new AggregateCall(AggregateFunction.SUM, value, "s", new DecimalType(38, 0));
    return new StageOutput.Partials(List.of(new Named("k", key)), List.of(sum));
  }

  @TearDown
  public void tearDown() {
    scratch.close();
    allocator.close();
  }

  @Benchmark
  @OperationsPerInvocation(Chunks.ROWS)
  public int sumByInteger() {
    try (PartialTable table = PartialTable.forRows(output, allocator)) {
      table.expect(Chunks.ROWS);
      for (int i = 0; i < Chunks.COUNT; i++) {
        table.add(new Vec[] {keys[i]}, new Vec[] {values[i]}, Scratch.CHUNK, scratch);
        scratch.reset();
      }
      return table.size();
    }
  }
}
