package dev.tadashi.model.control;

import dev.tadashi.model.id.TaskId;
import java.util.List;

/** What a worker holds of a task. */
public record TaskReport(TaskId task, List<SplitReport> splits, List<InstanceReport> instances) {
  public TaskReport {
    splits = List.copyOf(splits);
    instances = List.copyOf(instances);
  }
}
