package dev.tadashi.server.sql;

import dev.tadashi.flight.op.Responses;
import dev.tadashi.model.cluster.StoreRecord;
import dev.tadashi.model.table.FileSlice;
import dev.tadashi.model.table.TableName;
import dev.tadashi.model.table.TableState;
import dev.tadashi.model.type.SimpleType;
import dev.tadashi.server.table.TableService;
import dev.tadashi.sql.SqlRelation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The schemas {@code system} and {@code information_schema}: rows made when they are asked for. */
public final class SystemTables {
  static final String SYSTEM = "system";
  static final String INFORMATION = "information_schema";

  private final TableService tables;
  private final Supplier<List<StoreRecord>> stores;
  private final Supplier<List<Responses.Worker>> workers;
  private final Map<String, Map<String, Function<SqlSnapshot, RowList>>> makers = new TreeMap<>();

  public SystemTables(
      TableService tables,
      Supplier<List<StoreRecord>> stores,
      TaskTables tasks,
      Supplier<List<Responses.Worker>> workers) {
    this.tables = tables;
    this.stores = stores;
    this.workers = workers;
    makers.put(
        SYSTEM,
        new TreeMap<>(
            Map.of(
                "tasks", snapshot -> tasks.tasks(),
                "stages", snapshot -> tasks.stages(),
                "splits", snapshot -> tasks.splits(),
                "workers", snapshot -> workers(),
                "partitions", snapshot -> partitions(),
                "tables", snapshot -> tables(),
                "object_stores", snapshot -> objectStores(),
                "functions", snapshot -> FunctionList.rows(),
                "settings", SqlSnapshot::settings)));
    makers.put(
        INFORMATION,
        new TreeMap<>(
            Map.of(
                "schemata", InformationSchema::schemata,
                "tables", InformationSchema::tables,
                "views", InformationSchema::views,
                "columns", InformationSchema::columns)));
  }

  List<String> schemas() {
    return List.copyOf(makers.keySet());
  }

  List<String> relations(String schema) {
    return List.copyOf(makers.getOrDefault(schema, Map.of()).keySet());
  }

  Optional<SqlRelation> find(TableName name, SqlSnapshot snapshot) {
    return Optional.ofNullable(makers.getOrDefault(name.store(), Map.of()).get(name.table()))
        .map(maker -> maker.apply(snapshot).relation(name.store(), name.table()));
  }

  private RowList workers() {
    return new RowList()
        .texts("address", "state", "incarnation")
        .numbers("threads", "memory_limit", "memory_used", "cached_bytes", "cached_partitions")
        .numbers("running_splits")
        .column("cpu_load", SimpleType.FLOAT64)
        .times("registered", "last_report")
        .filledBy(this::addWorkers);
  }

  private void addWorkers(RowList rows) {
    for (Responses.Worker worker : workers.get()) {
      rows.add(
          worker.address(),
          worker.state().wireName(),
          worker.incarnation(),
          worker.load().threads(),
          worker.load().memoryLimit(),
          worker.load().memoryUsed(),
          worker.load().cachedBytes(),
          worker.load().cachedPartitions(),
          worker.load().runningSplits(),
          worker.load().cpuLoad(),
          worker.registered(),
          worker.lastReport());
    }
  }

  private RowList objectStores() {
    return new RowList()
        .texts("name", "uri", "endpoint", "region")
        .column("writable", SimpleType.BOOL)
        .times("registered")
        .filledBy(this::addStores);
  }

  private void addStores(RowList rows) {
    for (StoreRecord store : stores.get()) {
      rows.add(
          store.name(),
          store.uri(),
          store.endpoint(),
          store.region(),
          store.writable(),
          store.registered());
    }
  }

  private RowList tables() {
    return new RowList()
        .texts("store", "name", "format", "state")
        .numbers("files", "partitions", "cached_partitions", "rows", "bytes")
        .texts("error")
        .filledBy(this::addTables);
  }

  private void addTables(RowList rows) {
    for (Responses.Table table : tables.list(null)) {
      rows.add(
          table.name().store(),
          table.name().table(),
          table.format(),
          table.state().wireName(),
          table.files(),
          table.partitions(),
          table.cachedPartitions(),
          table.rows(),
          table.bytes(),
          table.error() == null ? null : table.error().message());
    }
  }

  private RowList partitions() {
    return new RowList()
        .texts("store", "table_name", "id", "files")
        .numbers("rows", "bytes")
        .texts("cached_on")
        .filledBy(this::addPartitions);
  }

  private void addPartitions(RowList rows) {
    for (Responses.Table table : tables.list(null)) {
      if (table.state() == TableState.READY) {
        for (Responses.Partition part : tables.partitions(table.name())) {
          rows.add(
              table.name().store(),
              table.name().table(),
              part.id(),
              part.slices().stream()
                  .map(FileSlice::path)
                  .distinct()
                  .collect(Collectors.joining(",")),
              part.rows(),
              part.bytes(),
              String.join(",", part.cachedOn()));
        }
      }
    }
  }
}
