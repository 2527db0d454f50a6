package dev.tadashi.server.sql;

import dev.tadashi.flight.op.Responses;
import dev.tadashi.model.plan.Plan;
import dev.tadashi.model.task.SplitView;
import dev.tadashi.model.task.StageView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A plan that was run, with what its stages and splits did. */
final class AnalyzedText {
  private static final Pattern SUBQUERY = Pattern.compile("subquery (\\d+) of (\\S+)");

  private AnalyzedText() {}

  /**
   * @param tasks in the order in which they ended; all but the last answered subqueries
   */
  static List<String> of(Plan plan, List<Responses.Task> tasks) {
    List<String> lines = new ArrayList<>(PlanText.of(plan));
    for (Responses.Task task : tasks) {
      write(task == tasks.getLast() ? "Task" : subquery(task), task, lines);
    }
    return lines;
  }

  /** Its key names its place in the task that asked. */
  private static String subquery(Responses.Task task) {
    Matcher key = SUBQUERY.matcher(String.valueOf(task.idempotencyKey()));
    return key.matches()
        ? "Subquery %d of task %s: task".formatted(Integer.parseInt(key.group(1)) + 1, key.group(2))
        : "Task";
  }

  private static void write(String what, Responses.Task task, List<String> lines) {
    lines.add(
        "%s %s: %d rows, %d bytes, %s%s"
            .formatted(
                what,
                task.id(),
                task.rows(),
                task.bytes(),
                millis(task.started(), task.finished()),
                task.partitionsPruned() == 0
                    ? ""
                    : ", %d of %d partitions left out"
                        .formatted(task.partitionsPruned(), task.partitions())));
    for (StageView stage : task.stages()) {
      lines.add(
          "Stage %d: exchange %s, owners %s"
              .formatted(stage.stage(), stage.exchange(), stage.owners()));
      stage.splits().forEach(split -> lines.add("  " + line(split)));
    }
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
