package dev.tadashi.server;

import dev.tadashi.flight.op.Responses;
import dev.tadashi.server.event.EventHub;
import dev.tadashi.server.metric.Metrics;
import dev.tadashi.server.task.TaskListener;
import java.time.Duration;

/** What happens to tasks, for those who listen and for the figures. */
record TaskWatch(EventHub events, Metrics metrics) implements TaskListener {
  @Override
  public void changed(Responses.TaskEvent task) {
    events.publish("task", task.id(), task, task.state().isTerminal());
    metrics.count(task);
  }

  @Override
  public void written(Duration time) {
    metrics.written(time);
  }
}
