package dev.tadashi.worker.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tadashi.model.control.SplitReport;
import dev.tadashi.model.id.Stamp;
import dev.tadashi.model.task.SplitState;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaskTableTest {
  @Test
  void anAttemptThatFailedNoLongerCountsAsRunning() {
    try (Bench bench = new Bench()) {
      bench.runInVain(new Stamp(1, 1));
      await().until(() -> splits(bench).getFirst().state() == SplitState.FAILED);
      assertThat(bench.table().runningSplits()).isZero();
    }
  }

  private static List<SplitReport> splits(Bench bench) {
    return bench.table().report(new ArrayList<>()).getFirst().splits();
  }
}
