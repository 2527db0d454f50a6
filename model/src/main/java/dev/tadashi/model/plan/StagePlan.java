package dev.tadashi.model.plan;

import dev.tadashi.model.type.Schema;
import java.util.ArrayList;
import java.util.List;

/**
 * A step of a task between two exchanges.
 *
 * @param stage number within the task, from 0
 * @param input where its rows come from
 * @param steps what a split does with them before its output
 * @param output what its splits seal and owners merge
 * @param finish what an owner does with its complete buckets when they are read as the result
 * @param onlyWhenSpread the stage is left out while all buckets of the stage before are at one
 *     owner, which then finishes alone
 */
public record StagePlan(
    int stage,
    StageInput input,
    List<RowStep> steps,
    StageOutput output,
    List<RowStep> finish,
    boolean onlyWhenSpread) {
  public StagePlan {
    steps = List.copyOf(steps);
    finish = List.copyOf(finish);
  }

  /** The stage as a split of that branch runs it. */
  public StagePlan branch(int number) {
    StageInput.Branch branch = input.branches().get(number);
    List<RowStep> all = new ArrayList<>(branch.steps());
    all.addAll(steps);
    return new StagePlan(stage, branch.input(), all, output, finish, onlyWhenSpread);
  }

  /** The columns that a read of a finished bucket gives. */
  public Schema resultSchema() {
    return RowStep.output(output.rows(), finish);
  }
}
