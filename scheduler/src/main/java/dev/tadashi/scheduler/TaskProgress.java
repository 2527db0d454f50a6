package dev.tadashi.scheduler;

import dev.tadashi.model.task.StageView;
import java.util.List;
import java.util.Optional;

/**
 * How far a task is, 0 to 1, and its stages.
 *
 * @param waiting why it has not started, as users read it; empty once it has
 */
public record TaskProgress(double progress, List<StageView> stages, Optional<String> waiting) {
  public TaskProgress {
    stages = List.copyOf(stages);
  }

  /** That far, of a task that does not run. */
  public static TaskProgress of(double progress) {
    return new TaskProgress(progress, List.of(), Optional.empty());
  }
}
