package dev.tadashi.server.event;

import dev.tadashi.flight.op.Responses;
import dev.tadashi.model.cluster.WorkerState;
import dev.tadashi.model.id.TaskId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Finds what changes without anybody telling: the state of workers and how far tasks are. Looks
 * only while somebody listens.
 */
public final class EventFeed {
  private final EventHub hub;
  private final Supplier<List<Responses.Worker>> workers;
  private final Supplier<List<Responses.TaskEvent>> tasks;
  private Map<String, WorkerState> states = new HashMap<>();
  private Map<TaskId, Double> progress = new HashMap<>();

  /** {@code tasks} are those that have not ended. */
  public EventFeed(
      EventHub hub,
      Supplier<List<Responses.Worker>> workers,
      Supplier<List<Responses.TaskEvent>> tasks) {
    this.hub = hub;
    this.workers = workers;
    this.tasks = tasks;
  }

  /** What a listener is told first: all that has not ended, and all workers. */
  public Responses.Snapshot snapshot() {
    return new Responses.Snapshot(tasks.get(), workers.get());
  }

  /** Publishes what has changed since it last looked. */
  public synchronized void look() {
    if (hub.isHeard()) {
      lookAtWorkers();
      lookAtTasks();
    }
  }

  private void lookAtWorkers() {
    Map<String, WorkerState> now = new HashMap<>();
    for (Responses.Worker worker : workers.get()) {
      now.put(worker.address(), worker.state());
      if (worker.state() != states.get(worker.address())) {
        hub.publish("worker", null, worker, false);
      }
    }
    for (String gone : new HashSet<>(states.keySet())) {
      if (!now.containsKey(gone)) {
        hub.publish("worker-gone", null, new Responses.WorkerGone(gone), false);
      }
    }
    states = now;
  }

  private void lookAtTasks() {
    Map<TaskId, Double> now = new HashMap<>();
    for (Responses.TaskEvent task : tasks.get()) {
      now.put(task.id(), task.progress());
      double before = progress.getOrDefault(task.id(), 0.0);
      if (task.progress() != before) {
        hub.publish("task", task.id(), task, false);
      }
    }
    progress = now;
  }
}
