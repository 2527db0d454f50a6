package dev.tadashi.server.task;

import dev.tadashi.flight.op.Responses;
import java.time.Duration;

/** Is told of tasks; must not block. */
public interface TaskListener {
  /** A task was accepted, has started or has ended. */
  void changed(Responses.TaskEvent task);

  /** A task's record was made durable, which took so long. */
  void written(Duration time);
}
