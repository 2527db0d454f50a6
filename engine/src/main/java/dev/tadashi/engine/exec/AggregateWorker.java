package dev.tadashi.engine.exec;

import dev.tadashi.engine.aggregate.PartialTable;
import dev.tadashi.engine.aggregate.RadixRows;
import dev.tadashi.engine.aggregate.RadixTables;
import dev.tadashi.engine.column.Partition;
import dev.tadashi.engine.expr.Kernel;
import dev.tadashi.engine.expr.Rows;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.expr.RowExpr;
import dev.tadashi.model.plan.RowStep;
import dev.tadashi.model.plan.StageOutput;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One thread's share of an aggregation: kernels, scratch and a table of its own. */
final class AggregateWorker implements AutoCloseable {
  private final EngineContext context;
  private final RowSource source;
  private final Scratch scratch;
  private final RowSteps steps;
  private final Kernel[] keys;
  private final @Nullable Kernel[] arguments;
  private final PartialTable table;
  private final RadixTables radix;
  private final long pagesBefore;
  private final List<RadixRows> dealt = new ArrayList<>();
  private @Nullable String dealtAfter;
  private long read;
  private boolean given;

  /** Bytes of rows that a thread deals before it drains them. */
  private static final long MOST_PAGES = 512L << 20;

  AggregateWorker(
      EngineContext context,
      RowSource source,
      List<RowStep> plan,
      StageOutput.Partials output,
      RadixTables radix) {
    this.source = source;
    this.radix = radix;
    this.context = context;
    this.scratch = new Scratch(context.allocator());
    this.steps = new RowSteps(context.allocator(), source.schema(), plan);
    this.keys =
        output.keys().stream()
            .map(key -> steps.compiler().compile(key.expr()))
            .toArray(Kernel[]::new);
    List<@Nullable RowExpr> exprs = PartialTable.arguments(output);
    this.arguments = new @Nullable Kernel[exprs.size()];
    for (int i = 0; i < arguments.length; i++) {
      RowExpr argument = exprs.get(i);
      arguments[i] = argument == null ? null : steps.compiler().compile(argument);
    }
    long free = context.allocator().getLimit() - context.allocator().getAllocatedMemory();
    this.pagesBefore = Math.min(MOST_PAGES, free / 4 / context.threads());
    this.table = PartialTable.forRows(output, context.allocator());
  }

  /** Its table, which is the caller's from now on. */
  PartialTable giveTable() {
    given = true;
    return table;
  }

  void read(Morsels.Morsel morsel) {
    table.expect(morsel.partition().rows() - morsel.from());
    for (int at = morsel.from(); at < morsel.to(); at += Scratch.CHUNK) {
      context.check();
      int n = Math.min(Scratch.CHUNK, morsel.to() - at);
      read(morsel, at, n);
      scratch.reset();
    }
    read += morsel.to() - morsel.from();
    choose();
  }

  private void read(Morsels.Morsel morsel, int at, int n) {
    Partition rows = morsel.partition();
    try {
      steps.apply(Rows.of(rows, at, n, scratch), this::add);
    } catch (TadashiException e) {
      throw FailedRow.find(
          e, source, morsel.part(), rows, at, n, scratch, row -> steps.apply(row, this::evaluate));
    }
  }

  /** Looks whether the table still pays, and whether the dealt rows are many enough to drain. */
  private void choose() {
    if (dealt.isEmpty()) {
      RadixRows rows = radix.begin(table);
      if (rows != null) {
        dealt.add(rows);
        dealtAfter = "radix (after %d groups in %d rows)".formatted(table.size(), read);
      }
      return;
    }
    if (dealt.stream().mapToLong(RadixRows::bytes).sum() > pagesBefore) {
      for (RadixRows rows : dealt) {
        radix.drain(rows, scratch);
      }
    }
  }

  /** How groups were found, in words. */
  String strategy() {
    List<String> all = new ArrayList<>(table.strategies());
    if (dealtAfter != null) {
      all.add(dealtAfter);
    }
    return String.join(", then ", all);
  }

  List<RadixRows> dealt() {
    return dealt;
  }

  private void add(Rows rows) {
    if (rows.size() == 0) {
      return;
    }
    Vec[] keyValues = keys(rows);
    @Nullable Vec[] argumentValues = arguments(rows);
    if (!deal(keyValues, argumentValues, rows.size())) {
      table.add(keyValues, argumentValues, rows.size(), scratch);
    }
  }

  private void evaluate(Rows rows) {
    keys(rows);
    arguments(rows);
  }

  private Vec[] keys(Rows rows) {
    Vec[] values = new Vec[keys.length];
    for (int i = 0; i < keys.length; i++) {
      values[i] = keys[i].eval(rows);
    }
    return values;
  }

  private @Nullable Vec[] arguments(Rows rows) {
    @Nullable Vec[] values = new @Nullable Vec[arguments.length];
    for (int i = 0; i < arguments.length; i++) {
      Kernel argument = arguments[i];
      values[i] = argument == null ? null : argument.eval(rows);
    }
    return values;
  }

  private boolean deal(Vec[] keyValues, @Nullable Vec[] argumentValues, int n) {
    if (dealt.isEmpty()) {
      return false;
    } else if (dealt.getLast().add(keyValues, argumentValues, n, scratch)) {
      return true;
    }
    RadixRows wider = radix.widen(keyValues, n, scratch);
    if (wider == null) {
      return false;
    }
    dealt.add(wider);
    return wider.add(keyValues, argumentValues, n, scratch);
  }

  @Override
  public void close() {
    dealt.forEach(RadixRows::close);
    if (!given) {
      table.close();
    }
    steps.close();
    scratch.close();
  }
}
