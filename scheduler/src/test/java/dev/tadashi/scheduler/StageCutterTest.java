package dev.tadashi.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tadashi.model.plan.Plan;
import dev.tadashi.model.plan.RowStep;
import dev.tadashi.model.plan.StageInput;
import dev.tadashi.model.plan.StageOutput;
import dev.tadashi.model.plan.StagePlan;
import java.util.List;
import org.junit.jupiter.api.Test;

class StageCutterTest {
  private static final RowStep SORT = TestTasks.sort();

  private static List<StagePlan> grouped(RowStep... after) {
    return StageCutter.cut(new Plan.Steps(TestTasks.grouped(TestTasks.scan()), List.of(after)));
  }

  @Test
  void anAggregationIsOneStageThatExchangesPartials() {
    List<StagePlan> stages = StageCutter.cut(TestTasks.grouped(TestTasks.scan()));
    assertThat(stages).hasSize(1);
    assertThat(stages.getFirst().output().buckets()).isEqualTo(256);
    assertThat(stages.getFirst().finish()).isEmpty();
  }

  @Test
  void withoutKeysThereIsOneBucket() {
    assertThat(StageCutter.cut(TestTasks.ungrouped()).getFirst().output().buckets()).isEqualTo(1);
  }

  @Test
  void orderAndLimitAreFinishedByTheOwnerAndBySecondStageWhenThereAreSeveral() {
    List<StagePlan> stages = grouped(SORT, new RowStep.Limit(2, 10L));
    assertThat(stages.getFirst().finish()).containsExactly(SORT, new RowStep.Limit(2, 10L));
    StagePlan second = stages.getLast();
    assertThat(second.onlyWhenSpread()).isTrue();
    assertThat(second.input()).isEqualTo(new StageInput.Exchange(0));
    assertThat(second.steps()).containsExactly(SORT, new RowStep.Limit(0, 12L));
    assertThat(second.finish()).containsExactly(SORT, new RowStep.Limit(2, 10L));
  }

  @Test
  void aLimitWithoutCountIsLeftToTheEnd() {
    assertThat(grouped(new RowStep.Limit(3, null)).getLast().steps()).isEmpty();
  }

  @Test
  void offsetAndCountDoNotOverflow() {
    assertThat(grouped(new RowStep.Limit(5, Long.MAX_VALUE)).getLast().steps())
        .containsExactly(new RowStep.Limit(0, Long.MAX_VALUE));
  }

  @Test
  void aLoadExchangesNothing() {
    StagePlan load = StageCutter.cut(TestTasks.load()).getFirst();
    assertThat(load.output()).isInstanceOf(StageOutput.Nothing.class);
    assertThat(load.output().buckets()).isZero();
  }

  @Test
  void theInputsOfAUnionAreBranchesOfOneStage() {
    Plan scans =
        TestTasks.union(TestTasks.scan(), TestTasks.union(TestTasks.scan(), TestTasks.scan()));
    List<StagePlan> stages = StageCutter.cut(TestTasks.grouped(scans));
    assertThat(stages).hasSize(1);
    assertThat(stages.getFirst().input().branches())
        .extracting(branch -> ((StageInput.Table) branch.input()).scan())
        .containsExactly(0, 1, 2);
  }

  @Test
  void aUnionReadsTheStagesOfItsInputs() {
    Plan limited = new Plan.Steps(TestTasks.scan(), List.of(SORT, new RowStep.Limit(0, 3L)));
    List<StagePlan> stages =
        StageCutter.cut(TestTasks.union(TestTasks.grouped(TestTasks.scan()), limited));
    assertThat(stages).hasSize(3);
    List<StageInput.Branch> branches = stages.getLast().input().branches();
    assertThat(branches)
        .extracting(StageInput.Branch::input)
        .containsExactly(new StageInput.Exchange(0), new StageInput.Exchange(1));
    assertThat(branches.getLast().steps()).containsExactly(SORT, new RowStep.Limit(0, 3L));
  }
}
