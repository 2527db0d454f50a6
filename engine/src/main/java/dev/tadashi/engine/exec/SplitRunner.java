package dev.tadashi.engine.exec;

import dev.tadashi.model.plan.StageOutput;
import dev.tadashi.model.plan.StagePlan;
import java.util.List;

/** Runs one split of a stage. */
public final class SplitRunner {
  private SplitRunner() {}

  /**
   * Reads all parts of the source, runs the stage's steps and seals what comes out. Blocks; the
   * work is done on the context's pool, so call it on another thread.
   *
   * @return the units, which the caller closes
   * @throws java.util.concurrent.CancellationException when the context was cancelled
   */
  public static SealedOutput run(
      EngineContext context, StagePlan plan, RowSource source, SplitProgress progress) {
    return switch (plan.output()) {
      case StageOutput.Nothing nothing -> load(context, source, progress);
      case StageOutput.Rows rows -> {
        RowSet result = new Pipeline(context).run(source, plan.steps(), progress);
        yield new SealedOutput(context.allocator(), new SharedRows(result));
      }
      case StageOutput.Partials partials -> aggregate(context, plan, partials, source, progress);
    };
  }

  private static SealedOutput aggregate(
      EngineContext context,
      StagePlan plan,
      StageOutput.Partials partials,
      RowSource source,
      SplitProgress progress) {
    if (plan.steps().stream().allMatch(RowSteps::streams)) {
      return new AggregateRun(context, plan.steps(), partials).run(source, progress);
    }
    try (RowSet rows = new Pipeline(context).run(source, plan.steps(), progress)) {
      return new AggregateRun(context, List.of(), partials).run(rows, SplitProgress.NONE);
    }
  }

  private static SealedOutput load(
      EngineContext context, RowSource source, SplitProgress progress) {
    Parallel.run(
        context,
        source.parts(),
        part -> {
          int rows = source.open(part).rows();
          source.done(part);
          progress.partDone(part, rows);
        });
    return SealedOutput.nothing();
  }
}
