package dev.tadashi.engine.exec;

import dev.tadashi.engine.expr.ExprCompiler;
import dev.tadashi.engine.expr.Kernel;
import dev.tadashi.engine.expr.Rows;
import dev.tadashi.model.expr.RowExpr;
import dev.tadashi.model.plan.RowStep;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/** Filters and projections, compiled for one thread. */
final class RowSteps implements AutoCloseable {
  /** One step over a chunk. */
  private interface Step {
    Rows apply(Rows rows);
  }

  private final ExprCompiler compiler;
  private final List<Step> steps = new ArrayList<>();

  RowSteps(BufferAllocator allocator, List<RowStep> plan) {
    this.compiler = new ExprCompiler(allocator);
    plan.forEach(step -> steps.add(compile(step)));
  }

  /** Whether a step looks at one row at a time. */
  static boolean streams(RowStep step) {
    return switch (step) {
      case RowStep.Filter filter -> true;
      case RowStep.Project project -> true;
      case RowStep.Sort sort -> false;
      case RowStep.Limit limit -> false;
    };
  }

  private Step compile(RowStep step) {
    return switch (step) {
      case RowStep.Filter(RowExpr predicate) -> {
        Kernel condition = compiler.compile(predicate);
        yield rows -> rows.filter(condition);
      }
      case RowStep.Project project -> {
        Kernel[] kernels =
            project.columns().stream()
                .map(column -> compiler.compile(column.expr()))
                .toArray(Kernel[]::new);
        yield rows -> rows.project(kernels);
      }
      case RowStep.Sort sort -> throw new IllegalArgumentException("a sort does not stream");
      case RowStep.Limit limit -> throw new IllegalArgumentException("a limit does not stream");
    };
  }

  ExprCompiler compiler() {
    return compiler;
  }

  Rows apply(Rows rows) {
    Rows result = rows;
    for (Step step : steps) {
      result = step.apply(result);
    }
    return result;
  }

  @Override
  public void close() {
    compiler.close();
  }
}
