package dev.tadashi.scheduler;

import dev.tadashi.model.plan.Plan;
import dev.tadashi.model.plan.RowStep;
import dev.tadashi.model.plan.StageInput;
import dev.tadashi.model.plan.StageOutput;
import dev.tadashi.model.plan.StagePlan;
import java.util.ArrayList;
import java.util.List;

/** Cuts a plan into stages: what is between two exchanges. */
final class StageCutter {
  private StageCutter() {}

  static List<StagePlan> cut(Plan plan) {
    return switch (plan) {
      case Plan.Load load ->
          List.of(
              new StagePlan(
                  0,
                  new StageInput.Table(load.table(), load.columns()),
                  List.of(),
                  new StageOutput.Nothing(),
                  List.of(),
                  false));
      case Plan.Aggregate aggregate -> aggregate(aggregate, List.of());
      case Plan.Steps(Plan.Aggregate aggregate, List<RowStep> steps) -> aggregate(aggregate, steps);
      case Plan.Scan scan -> rows(scan, List.of(), List.of());
      case Plan.Steps(Plan.Scan scan, List<RowStep> steps) -> rows(scan, steps, steps);
      case Plan.Steps steps ->
          throw new IllegalArgumentException(
              "steps over " + steps.input().getClass().getSimpleName());
    };
  }

  private static List<StagePlan> aggregate(Plan.Aggregate aggregate, List<RowStep> finish) {
    StageOutput output = new StageOutput.Partials(aggregate.keys(), aggregate.aggregates());
    List<StagePlan> stages = new ArrayList<>();
    stages.add(
        new StagePlan(
            0, input(aggregate.input()), steps(aggregate.input()), output, finish, false));
    if (finish.stream().anyMatch(StageCutter::needsAll)) {
      StageOutput rows = new StageOutput.Rows(RowStep.output(output.rows(), finish));
      stages.add(
          new StagePlan(1, new StageInput.Exchange(0), local(finish), rows, global(finish), true));
    }
    return stages;
  }

  private static List<StagePlan> rows(Plan.Scan scan, List<RowStep> steps, List<RowStep> all) {
    StageOutput rows = new StageOutput.Rows(RowStep.output(scan.schema(), all));
    return List.of(
        new StagePlan(
            0,
            new StageInput.Table(scan.table(), scan.columns()),
            local(steps),
            rows,
            global(steps),
            false));
  }

  private static StageInput input(Plan plan) {
    return switch (plan) {
      case Plan.Scan scan -> new StageInput.Table(scan.table(), scan.columns());
      case Plan.Steps(Plan.Scan scan, List<RowStep> steps) ->
          new StageInput.Table(scan.table(), scan.columns());
      default -> throw new IllegalArgumentException("an aggregation over another exchange");
    };
  }

  private static List<RowStep> steps(Plan plan) {
    return plan instanceof Plan.Steps steps ? steps.steps() : List.of();
  }

  /** Whether a step must see all rows at one place. */
  private static boolean needsAll(RowStep step) {
    return step instanceof RowStep.Sort || step instanceof RowStep.Limit;
  }

  /** What each split does alone: a limit keeps what may still be skipped later. */
  private static List<RowStep> local(List<RowStep> steps) {
    return steps.stream()
        .map(step ->
            step instanceof RowStep.Limit limit && limit.count() != null
                ? new RowStep.Limit(0, saturatedAdd(limit.offset(), limit.count()))
                : step)
        .filter(step -> !(step instanceof RowStep.Limit limit && limit.count() == null))
        .toList();
  }

  private static long saturatedAdd(long a, long b) {
    long sum = a + b;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }

  private static List<RowStep> global(List<RowStep> steps) {
    return steps.stream().filter(StageCutter::needsAll).toList();
  }
}
