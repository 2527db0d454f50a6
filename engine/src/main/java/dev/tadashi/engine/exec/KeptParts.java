package dev.tadashi.engine.exec;

import dev.tadashi.engine.column.Column;
import dev.tadashi.engine.column.Partition;
import dev.tadashi.model.expr.RowExpr;
import dev.tadashi.model.plan.Named;
import dev.tadashi.model.plan.RowStep;
import dev.tadashi.model.type.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Rows that are columns of a source as they are: its parts stay open for as long as the rows are
 * there, and nothing is copied.
 */
final class KeptParts {
  private final RowSource source;
  private final @Nullable Partition[] open;

  private KeptParts(RowSource source) {
    this.source = source;
    this.open = new @Nullable Partition[source.parts()];
  }

  /** The source's columns that come out of steps; empty when the steps do more than pick. */
  static Optional<int[]> picked(int columns, List<RowStep> steps) {
    int[] picked = IntStream.range(0, columns).toArray();
    for (RowStep step : steps) {
      if (!(step instanceof RowStep.Project project) || !onlyRefs(project)) {
        return Optional.empty();
      }
      int[] before = picked;
      picked =
          project.columns().stream()
              .mapToInt(column -> before[((RowExpr.Ref) column.expr()).index()])
              .toArray();
    }
    return Optional.of(picked);
  }

  private static boolean onlyRefs(RowStep.Project project) {
    return project.columns().stream().map(Named::expr).allMatch(RowExpr.Ref.class::isInstance);
  }

  /** All parts, opened side by side; they are done when the rows are closed. */
  static RowSet open(
      EngineContext context, RowSource source, int[] picked, Schema schema, SplitProgress told) {
    KeptParts parts = new KeptParts(source);
    try {
      Parallel.run(context, source.parts(), part -> parts.open(part, told));
    } catch (RuntimeException | Error e) {
      parts.close();
      throw e;
    }
    List<Partition> rows = new ArrayList<>();
    Arrays.stream(parts.open).forEach(part -> rows.add(pick(Objects.requireNonNull(part), picked)));
    return new RowSet(schema, rows, parts::close);
  }

  private void open(int part, SplitProgress told) {
    Partition rows = source.open(part);
    open[part] = rows;
    told.partDone(part, rows.rows());
  }

  private static Partition pick(Partition part, int[] picked) {
    List<Column> columns = Arrays.stream(picked).mapToObj(part::column).toList();
    return new Partition(part.rows(), columns);
  }

  private void close() {
    for (int part = 0; part < open.length; part++) {
      if (open[part] != null) {
        open[part] = null;
        source.done(part);
      }
    }
  }
}
