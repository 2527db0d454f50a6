package dev.tadashi.server.table;

import dev.tadashi.catalog.SessionRecord;
import dev.tadashi.flight.op.Operations;
import dev.tadashi.flight.op.Requests;
import dev.tadashi.flight.op.Responses;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.FileSlice;
import dev.tadashi.model.table.PartitionRef;
import dev.tadashi.model.table.TableName;
import dev.tadashi.model.table.TableRecord;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.Schema;
import dev.tadashi.server.cluster.SchedulerLoop;
import dev.tadashi.server.cluster.WorkerClients;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows tables and partitions, and takes tables out of memory. */
public final class TableService {
  private static final Logger LOG = LoggerFactory.getLogger(TableService.class);
  private static final Duration EVICT = Duration.ofSeconds(30);

  private final TableRegistry registry;
  private final TableResolver resolver;
  private final SchedulerLoop loop;
  private final WorkerClients clients;

  public TableService(
      TableRegistry registry, TableResolver resolver, SchedulerLoop loop, WorkerClients clients) {
    this.registry = registry;
    this.resolver = resolver;
    this.loop = loop;
    this.clients = clients;
  }

  /** Tables of one store, or of all. */
  public List<Responses.Table> list(@Nullable String store) {
    if (store != null) {
      registry.requireStore(store);
    }
    List<TableRecord> tables = store == null ? registry.tables() : registry.tables(store);
    return tables.stream()
        .flatMap(table -> registry.find(table.name()).stream())
        .map(this::view)
        .toList();
  }

  private Responses.Table view(StoredTable table) {
    TableRecord record = table.record();
    @Nullable Schema schema = record.schema();
    List<Field> columns = schema == null ? List.of() : schema.fields();
    long cached =
        cachedOn(table.partitions()).values().stream().filter(on -> !on.isEmpty()).count();
    return new Responses.Table(
        record.name(),
        record.format(),
        record.state(),
        columns,
        record.files().size(),
        table.partitions().size(),
        (int) cached,
        record.rows(),
        record.bytes(),
        record.error());
  }

  private Map<String, Set<String>> cachedOn(List<PartitionRef> partitions) {
    return loop.ask(scheduler -> {
      Map<String, Set<String>> on = new LinkedHashMap<>();
      partitions.forEach(partition -> on.put(partition.id(), scheduler.cachedOn(partition.id())));
      return on;
    });
  }

  /** Partitions of a table and where they are in memory. */
  public Responses.Partitions partitions(String name, Optional<SessionRecord> session) {
    StoredTable table = resolver.find(name, session);
    Map<String, Set<String>> on = cachedOn(table.partitions());
    List<Responses.Partition> views = new ArrayList<>();
    for (PartitionRef partition : table.partitions()) {
      views.add(
          new Responses.Partition(
              partition.id(),
              partition.slices().stream().map(FileSlice::path).toList(),
              partition.rows(),
              partition.bytes(),
              on.getOrDefault(partition.id(), Set.of()).stream().sorted().toList()));
    }
    return new Responses.Partitions(table.record().name(), views);
  }

  /** Asks the workers that hold partitions of a table to forget them. */
  public Responses.Ok evict(String name, Optional<SessionRecord> session) {
    StoredTable table = resolver.find(name, session);
    Map<String, Set<String>> on = cachedOn(table.partitions());
    Map<String, List<PartitionRef>> byWorker = new LinkedHashMap<>();
    for (PartitionRef partition : table.partitions()) {
      for (String worker : on.getOrDefault(partition.id(), Set.of())) {
        byWorker.computeIfAbsent(worker, w -> new ArrayList<>()).add(partition);
      }
    }
    byWorker.forEach((worker, held) -> evict(worker, held, table.record().name()));
    return Responses.Ok.OK;
  }

  private void evict(String worker, List<PartitionRef> held, TableName table) {
    try {
      clients.call(worker, Operations.EVICT_PARTITIONS, new Requests.EvictPartitions(held), EVICT);
    } catch (TadashiException e) {
      LOG.warn("{} was not asked to forget partitions of {}", worker, table, e);
    }
  }
}
