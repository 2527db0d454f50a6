package dev.tadashi.server.table;

import dev.tadashi.catalog.SessionRecord;
import dev.tadashi.flight.op.Requests;
import dev.tadashi.flight.op.Responses;
import dev.tadashi.model.control.CachedPartition;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.PartitionRef;
import dev.tadashi.model.table.PartitionStatistics;
import dev.tadashi.model.table.TableName;
import dev.tadashi.model.table.TableRecord;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.Schema;
import dev.tadashi.server.cluster.SchedulerLoop;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Shows tables and partitions, and takes tables out of memory. */
public final class TableService {
  private static final int LISTED = 100;
  private static final int MOST_LISTED = 1000;

  private final TableRegistry registry;
  private final TableResolver resolver;
  private final SchedulerLoop loop;
  private final CacheEviction eviction;

  public TableService(
      TableRegistry registry, TableResolver resolver, SchedulerLoop loop, CacheEviction eviction) {
    this.registry = registry;
    this.resolver = resolver;
    this.loop = loop;
    this.eviction = eviction;
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

  /** The workers that hold partitions in memory, by the id of these. */
  public Map<String, Set<String>> cachedOn(List<PartitionRef> partitions) {
    return loop.ask(scheduler -> {
      Map<String, Set<String>> on = new LinkedHashMap<>();
      partitions.forEach(partition -> on.put(partition.id(), scheduler.cachedOn(partition.id())));
      return on;
    });
  }

  /** One page of a table's partitions, with what is in them and where they are in memory. */
  public Responses.Partitions partitions(
      Requests.ListPartitions request, Optional<SessionRecord> session) {
    int limit = Objects.requireNonNullElse(request.limit(), LISTED);
    if (limit < 1 || limit > MOST_LISTED) {
      throw new TadashiException(
              ErrorCode.INVALID_ARGUMENT, "'limit' is a number from 1 to " + MOST_LISTED)
          .at("field", "limit");
    }
    StoredTable table = resolver.find(request.table(), session);
    int from = start(table, request.after());
    int to = Math.min(from + limit, table.partitions().size());
    List<Responses.Partition> page = views(table, table.partitions().subList(from, to));
    boolean more = to < table.partitions().size();
    return new Responses.Partitions(table.record().name(), page, more ? page.getLast().id() : null);
  }

  private static int start(StoredTable table, @Nullable String after) {
    if (after == null) {
      return 0;
    }
    List<String> ids = table.partitions().stream().map(PartitionRef::id).toList();
    if (!ids.contains(after)) {
      throw new TadashiException(
              ErrorCode.INVALID_ARGUMENT, "the table has no partition '" + after + "'")
          .at("field", "after")
          .hint("its files may have changed: list the partitions from the start");
    }
    return ids.indexOf(after) + 1;
  }

  /** All partitions of a table. */
  public List<Responses.Partition> partitions(TableName name) {
    return registry.find(name).map(table -> views(table, table.partitions())).orElse(List.of());
  }

  private List<Responses.Partition> views(StoredTable table, List<PartitionRef> partitions) {
    Map<String, Map<String, CachedPartition>> copies =
        loop.ask(scheduler -> {
          Map<String, Map<String, CachedPartition>> all = new LinkedHashMap<>();
          partitions.forEach(part -> all.put(part.id(), scheduler.copies(part.id())));
          return all;
        });
    return partitions.stream()
        .map(part -> view(table, part, copies.getOrDefault(part.id(), Map.of())))
        .toList();
  }

  private static Responses.Partition view(
      StoredTable table, PartitionRef partition, Map<String, CachedPartition> copies) {
    @Nullable PartitionStatistics known = table.statistics().get(partition.id());
    List<Responses.CachedCopy> cached = new ArrayList<>();
    copies.forEach((worker, copy) ->
        cached.add(new Responses.CachedCopy(worker, copy.columns(), copy.bytes())));
    return new Responses.Partition(
        partition.id(),
        partition.slices(),
        partition.rows(),
        partition.bytes(),
        known == null ? List.of() : known.columns(),
        List.copyOf(copies.keySet()),
        cached);
  }

  /** Keeps what a worker found in partitions. */
  public Responses.Ok learn(Requests.ReportStatistics request) {
    registry.learn(request.partitions());
    return Responses.Ok.OK;
  }

  /** Asks the workers that hold a table, or columns of it, to forget them. */
  public Responses.Ok evict(Requests.EvictTable request, Optional<SessionRecord> session) {
    StoredTable table = resolver.find(request.table(), session);
    @Nullable List<String> columns = request.columns();
    @Nullable Schema schema = table.record().schema();
    if (columns != null && schema != null) {
      columns = TableColumns.of(columns, schema).stream().map(Field::name).toList();
    }
    eviction.evict(table.partitions(), columns);
    return Responses.Ok.OK;
  }
}
