package dev.tadashi.server.cluster;

import dev.tadashi.flight.op.Operations;
import dev.tadashi.model.control.Orders;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.server.base.Threads;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings orders to workers before their next report. At most one call per worker is under way; only
 * the newest waiting orders follow it. A push that fails is forgotten: the next report is answered
 * with the same orders.
 */
public final class OrderPusher {
  private static final Logger LOG = LoggerFactory.getLogger(OrderPusher.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final WorkerClients clients;
  private final Threads threads;
  private final Map<String, Orders> waiting = new HashMap<>();
  private final Set<String> busy = new HashSet<>();

  public OrderPusher(WorkerClients clients, Threads threads) {
    this.clients = clients;
    this.threads = threads;
  }

  public synchronized void push(String worker, Orders orders) {
    waiting.put(worker, orders);
    if (busy.add(worker)) {
      threads.start("push of orders", () -> drain(worker));
    }
  }

  private void drain(String worker) {
    @Nullable Orders orders = take(worker);
    while (orders != null) {
      try {
        clients.call(worker, Operations.ORDERS, orders, TIMEOUT);
      } catch (TadashiException e) {
        LOG.debug("orders for {} wait for its next report: {}", worker, e.getMessage());
      }
      orders = take(worker);
    }
  }

  private synchronized @Nullable Orders take(String worker) {
    Orders orders = waiting.remove(worker);
    if (orders == null) {
      busy.remove(worker);
    }
    return orders;
  }
}
