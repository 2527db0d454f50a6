package dev.tadashi.engine.exec;

import dev.tadashi.engine.expr.ExprCompiler;
import dev.tadashi.engine.expr.Kernel;
import dev.tadashi.engine.expr.Rows;
import dev.tadashi.model.expr.RowExpr;
import dev.tadashi.model.plan.RowStep;
import dev.tadashi.model.type.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;

/** Filters and projections, compiled for one thread. */
final class RowSteps implements AutoCloseable {
  /** One step over a chunk; what it makes goes to {@code next}, in one or in several chunks. */
  private interface Step {
    void apply(Rows rows, Consumer<Rows> next);
  }

  private final ExprCompiler compiler;
  private final List<Step> steps = new ArrayList<>();

  /**
   * @param input the columns that the steps are over
   */
  RowSteps(BufferAllocator allocator, Schema input, List<RowStep> plan) {
    this.compiler = new ExprCompiler(allocator);
    Schema columns = input;
    for (RowStep step : plan) {
      steps.add(compile(step, columns));
      columns = step.output(columns);
    }
  }

  /** Whether a step looks at one row at a time. */
  static boolean streams(RowStep step) {
    return switch (step) {
      case RowStep.Filter filter -> true;
      case RowStep.Project project -> true;
      case RowStep.Expand expand -> true;
      case RowStep.Sort sort -> false;
      case RowStep.Limit limit -> false;
      case RowStep.Pack pack -> true;
      case RowStep.Unpack unpack -> false;
      case RowStep.Repeat repeat -> false;
    };
  }

  private Step compile(RowStep step, Schema columns) {
    return switch (step) {
      case RowStep.Filter(RowExpr predicate) -> {
        Kernel condition = compiler.compile(predicate);
        yield (rows, next) -> next.accept(rows.filter(condition));
      }
      case RowStep.Project project -> {
        Kernel[] kernels = kernels(project);
        yield (rows, next) -> next.accept(rows.project(kernels));
      }
      case RowStep.Expand expand -> {
        List<Kernel[]> all = expand.rows().stream().map(this::kernels).toList();
        yield (rows, next) -> all.forEach(kernels -> next.accept(rows.project(kernels)));
      }
      case RowStep.Pack pack -> {
        RowPacker packer = new RowPacker(pack, columns);
        yield (rows, next) -> next.accept(packer.pack(rows));
      }
      case RowStep.Sort sort -> throw new IllegalArgumentException("a sort does not stream");
      case RowStep.Limit limit -> throw new IllegalArgumentException("a limit does not stream");
      case RowStep.Unpack unpack -> throw new IllegalArgumentException("unpacking does not stream");
      case RowStep.Repeat repeat -> throw new IllegalArgumentException("repeating does not stream");
    };
  }

  private Kernel[] kernels(RowStep.Project project) {
    return project.columns().stream()
        .map(column -> compiler.compile(column.expr()))
        .toArray(Kernel[]::new);
  }

  ExprCompiler compiler() {
    return compiler;
  }

  /** Gives what comes out of all steps, which is there until the scratch is reset. */
  void apply(Rows rows, Consumer<Rows> out) {
    apply(0, rows, out);
  }

  private void apply(int at, Rows rows, Consumer<Rows> out) {
    if (at == steps.size()) {
      out.accept(rows);
    } else {
      steps.get(at).apply(rows, made -> apply(at + 1, made, out));
    }
  }

  @Override
  public void close() {
    compiler.close();
  }
}
