package dev.tadashi.scheduler;

import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.plan.Plan;
import dev.tadashi.model.plan.RowStep;
import dev.tadashi.model.plan.StageInput;
import dev.tadashi.model.plan.StageOutput;
import dev.tadashi.model.plan.StagePlan;
import dev.tadashi.model.type.Schema;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a plan into stages: what is between two exchanges. Each stage reads some before it. Going up
 * from the scans, steps are collected until something needs an exchange: an aggregation, or a sort
 * or a limit over rows that are at several places. The inputs of a union become branches of the
 * stage that reads it.
 */
public final class StageCutter {
  private final List<StagePlan> stages;
  private StageInput input;
  private Schema columns;

  /** What is done with the input's rows so far. */
  private List<RowStep> steps = new ArrayList<>();

  /** Whether the input is in one bucket, so that whoever reads it sees all rows. */
  private boolean together;

  private StageCutter(List<StagePlan> stages, StageInput input, Schema columns) {
    this.stages = stages;
    this.input = input;
    this.columns = columns;
  }

  /** The stages of a plan that has a scan. */
  public static List<StagePlan> cut(Plan plan) {
    return plan instanceof Plan.Load load ? List.of(load(load)) : new Cutting().over(plan).finish();
  }

  private static StagePlan load(Plan.Load load) {
    return new StagePlan(
        0,
        new StageInput.Table(load.table(), load.columns()),
        List.of(),
        new StageOutput.Nothing(),
        List.of(),
        false);
  }

  /** One walk over a plan, which counts its scans. */
  private static final class Cutting {
    private final List<StagePlan> stages = new ArrayList<>();
    private int scans;

    StageCutter over(Plan plan) {
      return switch (plan) {
        case Plan.Scan scan ->
            from(
                new StageInput.Table(scan.table(), scan.columns(), scans++),
                new Schema(scan.columns()));
        case Plan.Values(Schema schema, List<List<Literal>> rows) ->
            from(new StageInput.Values(schema, rows), schema);
        case Plan.Steps(Plan input, List<RowStep> steps) -> {
          StageCutter below = over(input);
          below.steps.addAll(steps);
          yield below;
        }
        case Plan.Union union -> {
          List<StageInput.Branch> branches = new ArrayList<>();
          union.inputs().forEach(input -> branches.addAll(over(input).branches()));
          yield from(new StageInput.Union(branches), union.schema());
        }
        case Plan.Aggregate aggregate -> {
          StageCutter below = over(aggregate.input());
          below.gatherWhereNeeded();
          below.exchange(new StageOutput.Partials(aggregate.keys(), aggregate.aggregates()));
          below.together = aggregate.keys().isEmpty();
          yield below;
        }
        case Plan.Given given -> throw new IllegalArgumentException("a plan that lacks answers");
        case Plan.Load load -> throw new IllegalArgumentException("a load is no input");
      };
    }

    private StageCutter from(StageInput input, Schema columns) {
      return new StageCutter(stages, input, columns);
    }
  }

  /** What was collected as inputs of a union: their steps must look at one row at a time. */
  private List<StageInput.Branch> branches() {
    gatherWhereNeeded();
    List<StageInput.Branch> branches = new ArrayList<>();
    for (StageInput.Branch inner : input.branches()) {
      List<RowStep> all = new ArrayList<>(inner.steps());
      all.addAll(steps);
      branches.add(new StageInput.Branch(inner.input(), all));
    }
    return branches;
  }

  /** Ends a stage with what was collected, and goes on from its output. */
  private void exchange(StageOutput output) {
    int stage = stages.size();
    stages.add(new StagePlan(stage, input, steps, output, List.of(), false));
    input = new StageInput.Exchange(stage);
    columns = output.rows();
    steps = new ArrayList<>();
  }

  /** A sort or limit below an aggregation gets all rows first. */
  private void gatherWhereNeeded() {
    int first = firstNeedingAll();
    if (first == steps.size() || together) {
      return;
    }
    List<RowStep> whole = List.copyOf(steps.subList(first, steps.size()));
    steps = new ArrayList<>(steps.subList(0, first));
    steps.addAll(local(whole));
    exchange(new StageOutput.Rows(RowStep.output(columns, steps)));
    steps.addAll(whole);
    together = true;
  }

  private List<StagePlan> finish() {
    int first = firstNeedingAll();
    List<RowStep> alone = steps.subList(0, first);
    List<RowStep> whole = steps.subList(first, steps.size());
    if (!(input instanceof StageInput.Exchange)) {
      rowStage(alone, whole, false);
      return stages;
    }
    StagePlan last = stages.removeLast();
    stages.add(
        new StagePlan(
            last.stage(), last.input(), last.steps(), last.output(), List.copyOf(steps), false));
    if (!whole.isEmpty() && !together) {
      rowStage(alone, whole, true);
    }
    return stages;
  }

  private int firstNeedingAll() {
    int first = 0;
    while (first < steps.size() && !needsAll(steps.get(first))) {
      first++;
    }
    return first;
  }

  private void rowStage(List<RowStep> alone, List<RowStep> whole, boolean onlyWhenSpread) {
    List<RowStep> before = new ArrayList<>(alone);
    before.addAll(local(whole));
    StageOutput rows = new StageOutput.Rows(RowStep.output(columns, alone));
    stages.add(new StagePlan(stages.size(), input, before, rows, whole, onlyWhenSpread));
  }

  /** Whether a step must see all rows at one place. */
  private static boolean needsAll(RowStep step) {
    return step instanceof RowStep.Sort || step instanceof RowStep.Limit;
  }

  /**
   * What each split does alone of the steps that begin with a sort or a limit: up to the first
   * limit, which keeps what may still be skipped later.
   */
  private static List<RowStep> local(List<RowStep> steps) {
    List<RowStep> alone = new ArrayList<>();
    for (RowStep step : steps) {
      if (step instanceof RowStep.Sort) {
        alone.add(step);
      } else if (step instanceof RowStep.Limit limit && limit.count() != null) {
        alone.add(new RowStep.Limit(0, saturatedAdd(limit.offset(), limit.count())));
        return alone;
      } else {
        break;
      }
    }
    // A sort alone would be done again by whoever gets all rows.
    return List.of();
  }

  private static long saturatedAdd(long a, long b) {
    long sum = a + b;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }
}
