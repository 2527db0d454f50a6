package dev.tadashi.model.control;

import dev.tadashi.model.id.Stamp;
import java.util.List;

/**
 * All that the control plane wishes of a worker. The newest version wins; a task that is not named
 * is dropped.
 *
 * @param incarnation of the worker these are meant for; another refuses them
 * @param unchanged the wish is that of {@code version}, which the worker obeys: tasks are left out
 */
public record Orders(
    Stamp version,
    String incarnation,
    boolean unchanged,
    boolean draining,
    List<TaskOrders> tasks) {
  public Orders {
    tasks = List.copyOf(tasks);
  }
}
