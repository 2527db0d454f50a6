package dev.tadashi.engine.exec;

import dev.tadashi.engine.aggregate.PartialTable;
import dev.tadashi.engine.aggregate.RadixRows;
import dev.tadashi.engine.aggregate.RadixTables;
import dev.tadashi.model.plan.RowStep;
import dev.tadashi.model.plan.StageOutput;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
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
    try (Morsels morsels = new Morsels(source, 0, source.parts(), progress);
        RadixTables radix = new RadixTables(output, context.allocator())) {
      Parallel.run(context, workers.length, index -> work(source, morsels, workers, index, radix));
      return seal(workers, radix);
    } finally {
      for (AggregateWorker worker : workers) {
        if (worker != null) {
          worker.close();
        }
      }
    }
  }

  private void work(
      RowSource source,
      Morsels morsels,
      @Nullable AggregateWorker[] workers,
      int index,
      RadixTables radix) {
    try {
      Morsels.Morsel morsel = morsels.next();
      if (morsel == null) {
        return;
      }
      AggregateWorker worker = new AggregateWorker(context, source, steps, output, radix);
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

  private SealedOutput seal(@Nullable AggregateWorker[] workers, RadixTables radix) {
    List<PartialTable> tables = new ArrayList<>();
    Set<String> strategies = new LinkedHashSet<>();
    List<RadixRows> dealt = new ArrayList<>();
    for (AggregateWorker worker : workers) {
      if (worker != null) {
        tables.add(worker.giveTable());
        strategies.add(worker.strategy());
        dealt.addAll(worker.dealt());
      }
    }
    @Nullable String strategy = strategies.isEmpty() ? null : String.join("; ", strategies);
    return new Sealing(context, output, tables, radix, dealt).seal(strategy);
  }
}
