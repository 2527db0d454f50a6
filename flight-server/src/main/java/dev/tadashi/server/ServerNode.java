package dev.tadashi.server;

import dev.tadashi.catalog.Catalog;
import dev.tadashi.flight.op.Responses;
import dev.tadashi.flight.process.ProcessMain;
import dev.tadashi.flight.rpc.Addresses;
import dev.tadashi.flight.rpc.FlightEndpoint;
import dev.tadashi.flight.rpc.OperationHandlers;
import dev.tadashi.flight.rpc.WriteTicket;
import dev.tadashi.model.table.PartitionRef;
import dev.tadashi.scheduler.ClusterScheduler;
import dev.tadashi.scheduler.SchedulerConfig;
import dev.tadashi.scheduler.SchedulerEvent;
import dev.tadashi.scheduler.policy.PlacementPolicy;
import dev.tadashi.server.base.ServerConfig;
import dev.tadashi.server.base.Threads;
import dev.tadashi.server.cluster.OrderPusher;
import dev.tadashi.server.cluster.Redialer;
import dev.tadashi.server.cluster.SchedulerLoop;
import dev.tadashi.server.cluster.WorkerClients;
import dev.tadashi.server.cluster.WorkerService;
import dev.tadashi.server.door.ClientOperations;
import dev.tadashi.server.door.WorkerOperations;
import dev.tadashi.server.event.EventFeed;
import dev.tadashi.server.event.EventHub;
import dev.tadashi.server.flight.FlightDoor;
import dev.tadashi.server.flight.Tickets;
import dev.tadashi.server.flight.Uploads;
import dev.tadashi.server.flightsql.FlightSqlDoor;
import dev.tadashi.server.http.HttpDoor;
import dev.tadashi.server.ingest.Compactor;
import dev.tadashi.server.ingest.DirectUploads;
import dev.tadashi.server.ingest.IngestService;
import dev.tadashi.server.ingest.TextUploads;
import dev.tadashi.server.managed.FileSweeper;
import dev.tadashi.server.managed.ManagedModule;
import dev.tadashi.server.managed.StoreTables;
import dev.tadashi.server.managed.WritableStores;
import dev.tadashi.server.metric.Metrics;
import dev.tadashi.server.session.SessionService;
import dev.tadashi.server.sql.SqlService;
import dev.tadashi.server.sql.SystemTables;
import dev.tadashi.server.sql.TaskTables;
import dev.tadashi.server.sql.ViewRegistry;
import dev.tadashi.server.table.CacheEviction;
import dev.tadashi.server.table.StoreService;
import dev.tadashi.server.table.TableInspector;
import dev.tadashi.server.table.TableRegistry;
import dev.tadashi.server.table.TableResolver;
import dev.tadashi.server.table.TableService;
import dev.tadashi.server.task.TaskModule;
import dev.tadashi.storage.StorageConfig;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.arrow.memory.RootAllocator;

/**
 * A control plane in this process. Started, it listens on both doors and has taken up the tasks and
 * workers of its data directory; closed, it has given back every thread, port, file and buffer.
 */
public final class ServerNode implements ProcessMain.Node {
  private static final Duration HOUSEKEEPING = Duration.ofMinutes(10);
  private static final Duration RETRY = Duration.ofSeconds(10);
  private static final Duration COMPACTION = Duration.ofSeconds(2);
  private static final Duration LOOK = Duration.ofMillis(250);

  /** Closed in the opposite order of their making. */
  private final Deque<AutoCloseable> owned = new ArrayDeque<>();

  private final ServerConfig config;
  private final CompletableFuture<String> flightAddress = new CompletableFuture<>();
  private final WorkerService workers;
  private final StoreService stores;
  private final TaskModule tasks;
  private final ManagedModule managed;
  private final Threads threads;
  private final HttpDoor http;

  private ServerNode(ServerConfig config, InstantSource clock) {
    this.config = config;
    try {
      Catalog catalog = own(Catalog.open(config.dataDir().resolve("catalog")));
      RootAllocator allocator = own(new RootAllocator());
      WorkerClients clients = own(new WorkerClients(allocator, config.token()));
      this.threads = own(new Threads());
      SessionService sessions = new SessionService(catalog, clock);
      OrderPusher pusher = new OrderPusher(clients, threads);
      long epoch = catalog.server().raiseServerEpoch();
      ClusterScheduler scheduler =
          new ClusterScheduler(
              epoch,
              schedulerConfig(),
              PlacementPolicy.named(config.cluster().policy()),
              new SecureRandom());
      SchedulerLoop loop = own(new SchedulerLoop(scheduler, clock, this::on, pusher::push));
      byte[] writeKey = WriteTicket.key(catalog.server().ticketKey());
      this.workers =
          new WorkerService(catalog.workers(), loop, clients, clock, flightAddress::join, writeKey);
      TableRegistry registry = new TableRegistry(catalog);
      TableResolver resolver = new TableResolver(registry);
      StorageConfig storage = new StorageConfig(config.stores().fileRoot());
      CacheEviction eviction = new CacheEviction(loop, clients);
      TableInspector inspector = new TableInspector(registry, workers, clients, threads, clock);
      WritableStores writable =
          own(
              WritableStores.open(
                  config.managed().storeRoot(), config.dataDir(), registry::stores, storage));
      registry.addOwn(writable.main());
      this.managed =
          new ManagedModule(catalog, registry, writable, clock, gone -> forget(eviction, gone));
      managed.restore(threads.tasks());
      this.stores =
          new StoreService(
              registry,
              new StoreTables(catalog.managed(), writable, managed),
              inspector,
              eviction,
              storage,
              clock);
      TableService tables = new TableService(registry, resolver, loop, eviction);
      Tickets tickets = new Tickets(catalog.server().ticketKey(), clock);
      EventHub events = new EventHub(config.events(), epoch);
      Metrics metrics = own(new Metrics());
      TaskWatch watch = new TaskWatch(events, metrics);
      this.tasks =
          own(
              new TaskModule(
                  catalog,
                  resolver,
                  loop,
                  clients,
                  threads,
                  clock,
                  tickets::sign,
                  config,
                  allocator,
                  watch));

      ViewRegistry views = new ViewRegistry(catalog.views());
      SystemTables system =
          new SystemTables(tables, registry::stores, new TaskTables(tasks), this::workerList);
      IngestService ingest =
          new IngestService(managed, workers, clients, allocator, writeKey, clock);
      SqlService sql =
          new SqlService(tasks, registry, resolver, views, system, sessions, ingest, clock);

      OperationHandlers handlers = new OperationHandlers();
      TextUploads texts = new TextUploads(ingest, writable, registry, clients);
      writable.names().forEach(texts::sweep);
      DirectUploads uploads = new DirectUploads(ingest, clock);
      new ClientOperations(sessions, stores, tables, tasks, sql, uploads, flightAddress::join)
          .bind(handlers);
      new WorkerOperations(sessions, workers, tables).bind(handlers);
      loop.start(threads);
      workers.restore();
      tasks.service().restore();
      FlightDoor door =
          new FlightDoor(
              handlers,
              sessions,
              registry,
              resolver,
              tasks,
              sql,
              tickets,
              new Uploads(ingest, sessions, allocator),
              threads);
      FlightSqlDoor.Rooms sqlRooms =
          new FlightSqlDoor.Rooms(
              sql,
              tasks,
              sessions,
              tickets,
              ingest,
              catalog.server().ticketKey(),
              allocator,
              threads);
      FlightEndpoint flight =
          own(
              FlightEndpoint.start(
                  allocator,
                  FlightSqlDoor.before(door, sqlRooms),
                  config.listen().bind(),
                  config.listen().flightPort(),
                  config.token(),
                  FlightEndpoint.MAX_CLIENT_MESSAGE));
      flightAddress.complete(reachable(flight.port()));
      EventFeed feed = new EventFeed(events, this::workerList, tasks::running);
      HttpDoor.Rooms rooms =
          new HttpDoor.Rooms(
              ingest,
              texts,
              allocator,
              handlers,
              sessions,
              tasks,
              events,
              feed,
              this::readiness,
              () -> metrics.scrape(this::workerList, tasks::running));
      this.http = own(HttpDoor.start(config, rooms));
      threads.every(LOOK, "look for events", feed::look);
      tasks.start(threads);
      new Redialer(workers, threads).start();
      threads.every(HOUSEKEEPING, "end of sessions", sessions::removeExpired);
      FileSweeper sweeper =
          new FileSweeper(
              managed,
              catalog.managed(),
              writable,
              tasks::reading,
              config.managed().tableRetention(),
              clock);
      Compactor compactor =
          new Compactor(
              registry,
              managed,
              ingest,
              clients,
              tables::cachedOn,
              config.managed().compactFiles());
      threads.every(RETRY, "tables that could not be read", managed::restoreFailed);
      threads.every(COMPACTION, "joining of small files", compactor::look);
      threads.every(sweeper.period(), "sweep of managed tables", sweeper::sweep);
      threads.every(
          HOUSEKEEPING,
          "names of old writes",
          () ->
              catalog
                  .managed()
                  .removeWrites(clock.instant().minus(config.managed().ingestIdTtl())));
      threads.every(HOUSEKEEPING, "end of uploads", uploads::removeExpired);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  public static ServerNode start(ServerConfig config) {
    return new ServerNode(config, InstantSource.system());
  }

  private SchedulerConfig schedulerConfig() {
    SchedulerConfig defaults = SchedulerConfig.withLostAfter(config.cluster().workerTimeout());
    return new SchedulerConfig(
        defaults.reportEvery(),
        defaults.suspectAfter(),
        defaults.lostAfter(),
        defaults.lease(),
        defaults.spreadBytes(),
        config.tasks().splitAttempts(),
        defaults.maxLosses(),
        defaults.retryAfter(),
        config.tasks().noWorkerGrace(),
        defaults.knownWorkersWait(),
        config.tasks().maxRunningTasks());
  }

  private <T extends AutoCloseable> T own(T part) {
    owned.push(part);
    return part;
  }

  private String reachable(int port) {
    String advertise = config.listen().advertise();
    if (advertise != null) {
      return advertise;
    }
    String host =
        Addresses.isWildcard(config.listen().bind()) ? "127.0.0.1" : config.listen().bind();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  private void on(SchedulerEvent event) {
    tasks.on(event);
    if (event instanceof SchedulerEvent.WorkerJoined) {
      threads.start("inspection of pending tables", stores::inspectPending);
    }
  }

  /** What is in no table any more need not be in memory, unless a task still reads it. */
  private void forget(CacheEviction eviction, List<PartitionRef> gone) {
    threads.start(
        "forgetting replaced partitions",
        () -> {
          Set<PartitionRef> read = tasks.reading();
          eviction.evict(gone.stream().filter(each -> !read.contains(each)).toList(), null);
        });
  }

  private List<Responses.Worker> workerList() {
    return workers.list().workers();
  }

  private HttpDoor.Readiness readiness() {
    int healthy = workers.healthy().size();
    return new HttpDoor.Readiness(
        healthy >= config.cluster().minWorkers(), healthy, config.cluster().minWorkers());
  }

  /** Workers that take work now. */
  public int healthyWorkers() {
    return workers.healthy().size();
  }

  public int httpPort() {
    return http.port();
  }

  /** Where HTTP clients connect. */
  public String httpUrl() {
    String host =
        Addresses.isWildcard(config.listen().bind()) ? "127.0.0.1" : config.listen().bind();
    return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + httpPort();
  }

  /** Where Flight clients and workers connect. */
  public String flightUri() {
    return "grpc://" + flightAddress.join();
  }

  @Override
  public Path dataDir() {
    return config.dataDir();
  }

  @Override
  public Map<String, String> addresses() {
    Map<String, String> addresses = new LinkedHashMap<>();
    addresses.put("http", httpUrl());
    addresses.put("flight", flightUri());
    return addresses;
  }

  @Override
  public void close() {
    RuntimeException failure = null;
    while (!owned.isEmpty()) {
      try {
        owned.pop().close();
      } catch (Exception e) {
        failure = failure == null ? new IllegalStateException("a part did not close", e) : failure;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
