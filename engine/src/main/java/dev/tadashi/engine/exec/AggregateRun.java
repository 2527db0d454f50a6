package dev.tadashi.engine.exec;

import dev.tadashi.engine.aggregate.PartialTable;
import dev.tadashi.model.plan.RowStep;
import dev.tadashi.model.plan.StageOutput;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A split that ends in partial aggregates: each thread aggregates what it reads, then all merge.
 */
final class AggregateRun {
  private final EngineContext context;
  private final List<RowStep> steps;
  private final StageOutput.Partials output;

  AggregateRun(EngineContext context, List<RowStep> steps, StageOutput.Partials output) {
    this.context = context;
    this.steps = steps;
    this.output = output;
  }

  SealedOutput run(RowSource source, SplitProgress progress) {
    @Nullable AggregateWorker[] workers = new @Nullable AggregateWorker[context.threads()];
    try (Morsels morsels = new Morsels(source, 0, source.parts(), progress)) {
      Parallel.run(context, workers.length, index -> work(morsels, workers, index));
      return seal(workers);
    } finally {
      for (AggregateWorker worker : workers) {
        if (worker != null) {
          worker.close();
        }
      }
    }
  }

  private void work(Morsels morsels, @Nullable AggregateWorker[] workers, int index) {
    try {
      Morsels.Morsel morsel = morsels.next();
      if (morsel == null) {
        return;
      }
      AggregateWorker worker = new AggregateWorker(context, steps, output);
      workers[index] = worker;
      for (; morsel != null; morsel = morsels.next()) {
        worker.read(morsel);
        morsels.done(morsel);
      }
    } catch (RuntimeException | Error e) {
      morsels.fail();
      throw e;
    }
  }

  private SealedOutput seal(@Nullable AggregateWorker[] workers) {
    List<PartialTable> tables =
        Arrays.stream(workers)
            .filter(Objects::nonNull)
            .map(worker -> Objects.requireNonNull(worker).table())
            .toList();
    return new Sealing(context, output, tables).seal();
  }
}
