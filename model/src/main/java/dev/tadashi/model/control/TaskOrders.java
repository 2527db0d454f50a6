package dev.tadashi.model.control;

import dev.tadashi.model.id.TaskId;
import java.util.List;

/**
 * What is wished of a worker for a task.
 *
 * @param memoryLimit bytes that the task may use on this worker
 */
public record TaskOrders(TaskId task, long memoryLimit, List<StageOrders> stages) {
  public TaskOrders {
    stages = List.copyOf(stages);
  }
}
