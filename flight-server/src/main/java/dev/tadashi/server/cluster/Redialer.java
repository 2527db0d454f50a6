package dev.tadashi.server.cluster;

import dev.tadashi.model.cluster.WorkerState;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.scheduler.WorkerView;
import dev.tadashi.server.base.Threads;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Dials registered workers that are not attached until they are: after a restart, or a loss. */
public final class Redialer {
  private static final Logger LOG = LoggerFactory.getLogger(Redialer.class);
  private static final Duration PERIOD = Duration.ofSeconds(1);

  private final WorkerService workers;
  private final Threads threads;
  private final Set<String> busy = ConcurrentHashMap.newKeySet();

  public Redialer(WorkerService workers, Threads threads) {
    this.workers = workers;
    this.threads = threads;
  }

  public void start() {
    threads.every(PERIOD, "redial", this::dialMissing);
  }

  private void dialMissing() {
    workers.views().stream()
        .filter(view -> view.state() == WorkerState.JOINING || view.state() == WorkerState.LOST)
        .map(WorkerView::address)
        .filter(busy::add)
        .forEach(address -> threads.start("redial of a worker", () -> dial(address)));
  }

  private void dial(String address) {
    try {
      workers.dial(address);
    } catch (TadashiException e) {
      LOG.debug("the worker {} is not back yet: {}", address, e.getMessage());
    } finally {
      busy.remove(address);
    }
  }
}
