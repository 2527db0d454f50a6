package dev.tadashi.bench;

import dev.tadashi.engine.expr.ExprCompiler;
import dev.tadashi.engine.expr.Kernel;
import dev.tadashi.engine.expr.Rows;
import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.expr.RowExpr;
import dev.tadashi.model.function.ScalarFunction;
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
import org.openjdk.jmh.infra.Blackhole;

/** A compiled function of a column and a number; time per row. */
@State(Scope.Thread)
public class ExpressionBench {
  @Param({"ADD", "MULTIPLY", "GT", "EQ"})
  ScalarFunction function = ScalarFunction.ADD;

  private final BufferAllocator allocator = new RootAllocator();
  private final Scratch scratch = new Scratch(allocator);
  private final ExprCompiler compiler = new ExprCompiler(allocator);
  private final LongVec[] values = Chunks.numbers(1_000, 1);
  private Kernel kernel = rows -> rows.column(0);

  @Setup
  public void setUp() {
    RowExpr column = new RowExpr.Ref(0, SimpleType.INT64);
    RowExpr number = new RowExpr.Const(new Literal(SimpleType.INT64, 500L));
    boolean compares = function == ScalarFunction.GT || function == ScalarFunction.EQ;
    SimpleType type = compares ? SimpleType.BOOL : SimpleType.INT64;
    kernel = compiler.compile(new RowExpr.Call(function, List.of(column, number), type));
  }

  @TearDown
  public void tearDown() {
    compiler.close();
    scratch.close();
    allocator.close();
  }

  @Benchmark
  @OperationsPerInvocation(Chunks.ROWS)
  public void evaluate(Blackhole sink) {
    for (int i = 0; i < Chunks.COUNT; i++) {
      sink.consume(kernel.eval(Rows.of(new Vec[] {values[i]}, Scratch.CHUNK, scratch)));
      scratch.reset();
    }
  }
}
