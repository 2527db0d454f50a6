package dev.tadashi.engine.exec;

import dev.tadashi.engine.column.Partition;
import dev.tadashi.engine.expr.Rows;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Scratches;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.plan.RowStep;
import dev.tadashi.model.type.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Runs any row steps over a source and keeps the result. Steps that look at one row at a time run
 * together in one pass; the others take all rows there are then.
 */
final class Pipeline {
  private final EngineContext context;

  Pipeline(EngineContext context) {
    this.context = context;
  }

  RowSet run(RowSource source, List<RowStep> steps, SplitProgress progress) {
    int at = streaming(steps, 0);
    RowSet rows = first(source, steps, at, progress);
    while (at < steps.size()) {
      int end = streaming(steps, at);
      RowSet input = rows;
      try (input) {
        rows =
            end > at
                ? pass(input, steps.subList(at, steps.size()), end - at, SplitProgress.NONE)
                : whole(input, steps, at);
      }
      at = Math.max(end, at + 1);
    }
    return rows;
  }

  private RowSet first(RowSource source, List<RowStep> all, int count, SplitProgress progress) {
    List<RowStep> steps = all.subList(0, count);
    Schema made = RowStep.output(source.schema(), steps);
    boolean top = TopFilter.before(all.subList(count, all.size()), made).isPresent();
    Optional<int[]> picked =
        source.staysOpen() && !top
            ? KeptParts.picked(source.schema().size(), steps)
            : Optional.empty();
    if (picked.isEmpty()) {
      return pass(source, all, count, progress);
    }
    return KeptParts.open(context, source, picked.get(), made, progress);
  }

  private static int streaming(List<RowStep> steps, int from) {
    int end = from;
    while (end < steps.size() && RowSteps.streams(steps.get(end))) {
      end++;
    }
    return end;
  }

  private RowSet whole(RowSet input, List<RowStep> steps, int at) {
    return switch (steps.get(at)) {
      case RowStep.Sort sort -> {
        RowStep next = at + 1 < steps.size() ? steps.get(at + 1) : sort;
        yield new Sort(context, sort.keys()).sort(input, Limits.needed(next));
      }
      case RowStep.Limit limit -> Limits.apply(context, input, limit);
      case RowStep.Unpack unpack -> new RowUnpacker(context, unpack).unpack(input);
      case RowStep.Repeat repeat -> new RowRepeater(context, repeat).repeat(input);
      case RowStep.Pack pack -> throw new IllegalStateException("packing streams");
      case RowStep.Filter filter -> throw new IllegalStateException("a filter streams");
      case RowStep.Project project -> throw new IllegalStateException("a projection streams");
      case RowStep.Expand expand -> throw new IllegalStateException("an expansion streams");
    };
  }

  /**
   * One pass over all parts, each into a partition; the parts' order is kept. Of rows of which only
   * the first in an order are wanted next, others may be left out.
   *
   * @param count how many of the steps are done
   */
  private RowSet pass(RowSource source, List<RowStep> all, int count, SplitProgress progress) {
    List<RowStep> steps = all.subList(0, count);
    List<RowStep> next = all.subList(count, all.size());
    Schema schema = RowStep.output(source.schema(), steps);
    @Nullable Partition[] made = new @Nullable Partition[source.parts()];
    try (Scratches scratches = new Scratches(context.allocator())) {
      Parallel.run(
          context,
          made.length,
          part ->
              made[part] =
                  scratches.with(
                      scratch -> passPart(source, part, steps, next, schema, progress, scratch)));
    } catch (RuntimeException | Error e) {
      for (Partition partition : made) {
        if (partition != null) {
          partition.closeColumns();
        }
      }
      throw e;
    }
    List<Partition> partitions = new ArrayList<>();
    Arrays.stream(made).forEach(partition -> partitions.add(Objects.requireNonNull(partition)));
    return new RowSet(schema, partitions);
  }

  private Partition passPart(
      RowSource source,
      int part,
      List<RowStep> steps,
      List<RowStep> next,
      Schema schema,
      SplitProgress progress,
      Scratch scratch) {
    if (steps.isEmpty() && source.gives()) {
      Partition taken = source.take(part);
      progress.partDone(part, taken.rows());
      return taken;
    }
    Optional<TopFilter> top = TopFilter.before(next, schema);
    Partition input = source.open(part);
    try (RowSteps compiled = new RowSteps(context.allocator(), source.schema(), steps);
        PartitionBuilder builder = new PartitionBuilder(context.allocator(), schema)) {
      for (int at = 0; at < input.rows(); at += Scratch.CHUNK) {
        context.check();
        int n = Math.min(Scratch.CHUNK, input.rows() - at);
        try {
          compiled.apply(
              Rows.of(input, at, n, scratch),
              rows -> builder.append(top.isPresent() ? top.get().keep(rows) : rows));
        } catch (TadashiException e) {
          throw FailedRow.find(
              e, source, part, input, at, n, scratch, row -> compiled.apply(row, made -> {}));
        }
        scratch.reset();
      }
      Partition output = builder.build();
      progress.partDone(part, input.rows());
      return output;
    } finally {
      source.done(part);
    }
  }
}
