package dev.tadashi.worker.task;

import dev.tadashi.engine.exec.EngineContext;
import dev.tadashi.engine.exec.LocalRun;
import dev.tadashi.engine.exec.RowSet;
import dev.tadashi.engine.exec.RowSource;
import dev.tadashi.engine.exec.SealedOutput;
import dev.tadashi.engine.exec.SplitProgress;
import dev.tadashi.engine.exec.SplitRunner;
import dev.tadashi.model.control.BucketOwner;
import dev.tadashi.model.control.StageOrders;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.plan.StageInput;
import dev.tadashi.model.plan.StagePlan;
import dev.tadashi.worker.cache.CachedSource;
import java.util.concurrent.CancellationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs attempts of splits: a virtual thread waits for each, the engine's threads do the work. */
final class SplitExecutor {
  private static final Logger log = LoggerFactory.getLogger(SplitExecutor.class);

  private final WorkerResources resources;

  SplitExecutor(WorkerResources resources) {
    this.resources = resources;
  }

  void start(TaskRun task, StageOrders stage, SplitRun run, Runnable ended) {
    Thread.ofVirtual()
        .name("split-" + run.order().attempt())
        .start(() -> {
          try {
            execute(task, stage, run);
          } finally {
            ended.run();
            tell(stage, run);
          }
        });
  }

  /**
   * Units that may go at once go first: what their owner then reports is all that the control plane
   * waits for. A load, a failure and an output that may have to be spread are reported now.
   */
  private void tell(StageOrders stage, SplitRun run) {
    Signals signals = resources.signals();
    if (run.mayOffer() && stage.plan().output().buckets() > 0) {
      signals.deliver(run);
      signals.send();
      signals.reportNews();
    } else {
      signals.report();
    }
  }

  private void execute(TaskRun task, StageOrders stage, SplitRun run) {
    try {
      EngineContext context = task.context(run::isCancelled);
      StagePlan plan = stage.plan().branch(run.order().branch());
      seal(context, stage, run, output(task, context, plan, run));
      resources.stats().splitEnded(false);
    } catch (CancellationException e) {
      log.debug("attempt {} was cancelled", run.order().attempt());
    } catch (RuntimeException | Error e) {
      if (!run.isCancelled()) {
        resources.stats().splitEnded(true);
        TadashiException why = TadashiException.wrap(e);
        log.warn("attempt {} failed: {}", run.order().attempt(), why.detail().describe(), e);
        run.fail(why.at("worker", resources.address()).detail());
      }
    }
  }

  private SealedOutput output(TaskRun task, EngineContext context, StagePlan plan, SplitRun run) {
    return switch (plan.input()) {
      case StageInput.Table table ->
          runOver(
              context,
              plan,
              new CachedSource(
                  resources.cache(), run.order().partitions(), table.columns(), run::isCancelled),
              run);
      case StageInput.Values values -> {
        try (RowSet rows = LocalRun.values(context, values.schema(), values.rows())) {
          yield runOver(context, plan, rows, run);
        }
      }
      case StageInput.Exchange exchange -> merge(task, context, plan, exchange, run);
      case StageInput.Union union -> throw new IllegalStateException("a union is no branch");
    };
  }

  /** Units that will leave this process are made first, while a failure is still the split's. */
  private void seal(EngineContext context, StageOrders stage, SplitRun run, SealedOutput output) {
    try {
      if (stage.map().stream().anyMatch(owner -> !owner.worker().equals(resources.address()))) {
        output.encode(context);
      }
    } catch (RuntimeException | Error e) {
      output.close();
      throw e;
    }
    run.seal(output);
  }

  private SealedOutput merge(
      TaskRun task,
      EngineContext context,
      StagePlan plan,
      StageInput.Exchange exchange,
      SplitRun run) {
    BucketOwner range = run.order().buckets().getFirst();
    Instance instance = task.instance(exchange.stage(), range.epoch());
    SealedOutput sealed =
        instance == null ? null : instance.withRows(source -> runOver(context, plan, source, run));
    if (sealed == null) {
      throw new TadashiException(
          ErrorCode.STALE, "buckets of epoch " + range.epoch() + " are gone");
    }
    return sealed;
  }

  private SealedOutput runOver(
      EngineContext context, StagePlan plan, RowSource source, SplitRun run) {
    SplitProgress progress =
        (part, rows) -> {
          run.partDone(rows);
          resources.stats().rowsRead(rows);
        };
    return SplitRunner.run(context, plan, source, progress);
  }
}
