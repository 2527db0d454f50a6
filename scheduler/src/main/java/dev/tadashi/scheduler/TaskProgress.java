package dev.tadashi.scheduler;

import dev.tadashi.model.task.StageView;
import java.util.List;

/** How far a task is, 0 to 1, and its stages. */
public record TaskProgress(double progress, List<StageView> stages) {
  public TaskProgress {
    stages = List.copyOf(stages);
  }
}
