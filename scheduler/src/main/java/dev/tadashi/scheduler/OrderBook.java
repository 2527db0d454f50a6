package dev.tadashi.scheduler;

import dev.tadashi.model.cluster.WorkerState;
import dev.tadashi.model.control.Orders;
import dev.tadashi.model.control.TaskOrders;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The newest orders of each worker. They are looked at again only when something changed since, and
 * a task that did not change is not looked at again.
 */
final class OrderBook {
  private final WorkerTable workers;
  private final Collection<TaskRun> tasks;
  private final Stamps stamps;
  private long revision;

  /** {@code tasks} is a view of those there are. */
  OrderBook(WorkerTable workers, Collection<TaskRun> tasks, Stamps stamps) {
    this.workers = workers;
    this.tasks = tasks;
    this.stamps = stamps;
  }

  /** A task or a worker is not as it was: orders may differ. */
  void changed() {
    revision++;
  }

  /** The worker's orders; giving them counts as telling. */
  Orders tell(WorkerEntry entry) {
    Orders orders = current(entry);
    entry.told();
    return orders;
  }

  /** Attached workers that were not told their newest orders. */
  List<String> untold() {
    List<String> push = new ArrayList<>();
    for (WorkerEntry entry : workers.all()) {
      boolean reachable =
          entry.state() == WorkerState.HEALTHY || entry.state() == WorkerState.DRAINING;
      if (reachable) {
        current(entry);
        if (entry.isUntold()) {
          push.add(entry.address());
        }
      }
    }
    return push;
  }

  private Orders current(WorkerEntry entry) {
    Orders given = entry.given();
    if (given != null && entry.checkedAt() == revision) {
      return given;
    }
    List<TaskOrders> wish = wish(entry);
    boolean same =
        given != null && given.tasks().equals(wish) && given.draining() == entry.isDraining();
    Orders next = same && given != null ? given : make(entry, wish);
    entry.checked(revision);
    return next;
  }

  private Orders make(WorkerEntry entry, List<TaskOrders> wish) {
    String incarnation = entry.incarnation() == null ? "" : entry.incarnation();
    boolean first = entry.given() == null;
    Orders orders = new Orders(stamps.next(), incarnation, false, entry.isDraining(), wish);
    entry.give(orders);
    if (first && wish.isEmpty() && !entry.isDraining()) {
      entry.told();
    }
    return orders;
  }

  private List<TaskOrders> wish(WorkerEntry entry) {
    String incarnation = entry.incarnation();
    if (incarnation == null) {
      return List.of();
    }
    List<TaskOrders> wish = new ArrayList<>();
    for (TaskRun task : tasks) {
      @Nullable TaskOrders orders =
          task.orders(entry.address(), incarnation, entry.memoryLimit() / 2);
      if (orders != null) {
        wish.add(orders);
      }
    }
    return wish;
  }
}
