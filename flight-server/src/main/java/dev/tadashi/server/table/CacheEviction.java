package dev.tadashi.server.table;

import dev.tadashi.flight.op.Operations;
import dev.tadashi.flight.op.Requests;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.PartitionRef;
import dev.tadashi.scheduler.ClusterScheduler;
import dev.tadashi.server.cluster.SchedulerLoop;
import dev.tadashi.server.cluster.WorkerClients;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the workers that hold partitions to forget them, or columns of them. */
public final class CacheEviction {
  private static final Logger LOG = LoggerFactory.getLogger(CacheEviction.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final SchedulerLoop loop;
  private final WorkerClients clients;

  public CacheEviction(SchedulerLoop loop, WorkerClients clients) {
    this.loop = loop;
    this.clients = clients;
  }

  /** Returns when each has forgotten these columns (all when null), or could not be asked. */
  public void evict(List<PartitionRef> partitions, @Nullable List<String> columns) {
    Map<String, List<PartitionRef>> byWorker = new LinkedHashMap<>();
    loop.ask(scheduler -> {
      partitions.forEach(partition -> addHolders(scheduler, partition, byWorker));
      return byWorker;
    });
    byWorker.forEach((worker, held) -> ask(worker, new Requests.EvictPartitions(held, columns)));
  }

  private static void addHolders(
      ClusterScheduler scheduler,
      PartitionRef partition,
      Map<String, List<PartitionRef>> byWorker) {
    for (String worker : scheduler.cachedOn(partition.id())) {
      byWorker.computeIfAbsent(worker, w -> new ArrayList<>()).add(partition);
    }
  }

  private void ask(String worker, Requests.EvictPartitions request) {
    try {
      clients.call(worker, Operations.EVICT_PARTITIONS, request, TIMEOUT);
    } catch (TadashiException e) {
      LOG.warn("{} was not asked to forget partitions", worker, e);
    }
  }
}
