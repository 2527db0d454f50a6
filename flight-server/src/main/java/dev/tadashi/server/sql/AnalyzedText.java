package dev.tadashi.server.sql;

import dev.tadashi.flight.op.Responses;
import dev.tadashi.model.plan.Plan;
import dev.tadashi.model.task.SplitView;
import dev.tadashi.model.task.StageView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A plan that was run, with what its stages and splits did. */
final class AnalyzedText {
  private AnalyzedText() {}

  static List<String> of(Plan plan, Responses.Task task) {
    List<String> lines = new ArrayList<>(PlanText.of(plan));
    lines.add(
        "Task %s: %d rows, %d bytes, %s"
            .formatted(
                task.id(), task.rows(), task.bytes(), millis(task.started(), task.finished())));
    for (StageView stage : task.stages()) {
      lines.add(
          "Stage %d: exchange %s, owners %s"
              .formatted(stage.stage(), stage.exchange(), stage.owners()));
      stage.splits().forEach(split -> lines.add("  " + line(split)));
    }
    return lines;
  }

  private static String line(SplitView split) {
    return "Split %d on %s: %d partitions, %d rows read, %d bytes sealed, attempts %d, %s"
            .formatted(
                split.split(),
                split.worker(),
                split.partitions(),
                split.rows(),
                split.bytes(),
                split.attempts(),
                millis(split.started(), split.finished()))
        + (split.strategy() == null ? "" : ", groups found by " + split.strategy());
  }

  private static String millis(@Nullable Instant from, @Nullable Instant to) {
    return from == null || to == null ? "-" : Duration.between(from, to).toMillis() + " ms";
  }
}
