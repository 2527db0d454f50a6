package dev.tadashi.worker;

import dev.tadashi.flight.exchange.ExchangeMessage.Hello;
import dev.tadashi.flight.op.Operations;
import dev.tadashi.flight.op.Requests;
import dev.tadashi.flight.op.Responses;
import dev.tadashi.flight.process.ProcessMain;
import dev.tadashi.flight.rpc.FlightEndpoint;
import dev.tadashi.flight.rpc.OperationHandlers;
import dev.tadashi.formats.DictionaryRegistry;
import dev.tadashi.formats.FileInspector;
import dev.tadashi.formats.PartitionLoader;
import dev.tadashi.model.cluster.WorkerLoad;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.StoreLocation;
import dev.tadashi.model.table.TableFile;
import dev.tadashi.storage.ObjectStore;
import dev.tadashi.storage.ObjectStores;
import dev.tadashi.storage.StorageConfig;
import dev.tadashi.storage.cache.LocalCache;
import dev.tadashi.worker.cache.PartitionCache;
import dev.tadashi.worker.control.ControlLink;
import dev.tadashi.worker.exchange.ExchangeEndpoint;
import dev.tadashi.worker.exchange.Room;
import dev.tadashi.worker.exchange.UnitSender;
import dev.tadashi.worker.ingest.UploadEndpoint;
import dev.tadashi.worker.ingest.UploadResources;
import dev.tadashi.worker.ingest.UploadRoom;
import dev.tadashi.worker.stats.WorkerStats;
import dev.tadashi.worker.task.Signals;
import dev.tadashi.worker.task.SplitRun;
import dev.tadashi.worker.task.TaskTable;
import dev.tadashi.worker.task.WarmUp;
import dev.tadashi.worker.task.WorkerResources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.jspecify.annotations.Nullable;

/** A worker in this process: its parts, wired, from start to close. */
public final class WorkerNode implements ProcessMain.Node {
  /** The part of the memory that rows on their way into files may take. */
  private static final int UPLOAD_SHARE = 4;

  private static final Duration REPORTED = Duration.ofSeconds(5);

  private final WorkerConfig config;
  private final String incarnation;
  private final WorkerStats stats = new WorkerStats();
  private final Signals signals = new Wiring();
  private final BufferAllocator allocator;
  private final ExecutorService pool;
  private final LocalCache localCache;
  private final DictionaryRegistry dictionaries;
  private final PartitionCache cache;
  private final FileInspector inspector;
  private final Map<StoreLocation, ObjectStore> stores = new ConcurrentHashMap<>();
  private final WorkerProducer producer;
  private final FlightEndpoint endpoint;
  private final String address;
  private final TaskTable tasks;
  private final UnitSender sender;
  private final ControlLink link;
  private @Nullable WarmUp warmUp;

  private WorkerNode(WorkerConfig config) {
    this.config = config;
    this.incarnation = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    createFolder(config.dataDir());
    this.allocator = new RootAllocator(config.memory());
    this.pool =
        Executors.newFixedThreadPool(
            config.threads(), Thread.ofPlatform().name("engine-", 0).daemon().factory());
    this.localCache =
        LocalCache.open(
            config.dataDir().resolve("store-cache"), config.engine().storeCache().bytes());
    this.dictionaries = new DictionaryRegistry(allocator);
    PartitionLoader loader = new PartitionLoader(allocator, dictionaries, config.dataDir());
    this.cache = new PartitionCache(loader, this::store, config.engine().cacheBytes());
    this.inspector = new FileInspector(allocator, config.dataDir());
    this.producer = new WorkerProducer(allocator);
    this.endpoint =
        FlightEndpoint.start(
            allocator, producer, config.listen().bind(), config.listen().port(), config.token());
    this.address =
        config.listen().advertise() == null
            ? config.listen().bind() + ":" + endpoint.port()
            : config.listen().advertise();
    WorkerResources resources =
        new WorkerResources(
            address, incarnation, allocator, pool, config.threads(), cache, signals, stats);
    this.tasks = new TaskTable(resources);
    this.sender =
        new UnitSender(
            tasks,
            new Hello(address, incarnation),
            allocator,
            config.token(),
            signals::report,
            stats);
    this.link =
        new ControlLink(
            allocator,
            config.token(),
            address,
            incarnation,
            tasks,
            cache,
            this::load,
            sender::wake);
  }

  private static void createFolder(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("the worker's folder cannot be made", e);
    }
  }

  /** Starts a worker; it listens when this returns, and joins its server in the background. */
  public static WorkerNode start(WorkerConfig config) {
    WorkerNode node = new WorkerNode(config);
    Room room = new Room(config.engine().exchangeBytes(), node.tasks::stateBytes);
    UploadEndpoint uploads = node.uploads();
    node.producer.serve(
        node.handlers()
            .on(Operations.WRITE_FILE, uploads::write)
            .on(Operations.JOIN_PARTITIONS, uploads::join),
        node.tasks,
        new ExchangeEndpoint(node.tasks, node.allocator, room, node.signals::report, node.stats),
        uploads);
    node.link.start();
    if (config.listen().server() != null) {
      node.link.join(config.listen().server());
    }
    PartitionLoader.warmUp();
    node.warmUp = WarmUp.start();
    return node;
  }

  private UploadEndpoint uploads() {
    UploadResources resources =
        new UploadResources(
            allocator,
            dictionaries,
            cache,
            pool,
            this::store,
            new UploadRoom(config.memory() / UPLOAD_SHARE),
            config.dataDir());
    return new UploadEndpoint(
        resources, incarnation, link::writeKey, signals::report, InstantSource.system());
  }

  /** Orders come when all parts are there. */
  private final class Wiring implements Signals {
    @Override
    public void report() {
      link.wake();
    }

    @Override
    public void reportNews() {
      if (link.hasNews()) {
        link.wake();
      }
    }

    @Override
    public void send() {
      sender.wake();
    }

    @Override
    public void deliver(SplitRun sealed) {
      sender.deliver(sealed);
    }
  }

  private OperationHandlers handlers() {
    return new OperationHandlers()
        .on(Operations.ADOPT, this::adopt)
        .on(
            Operations.ORDERS,
            orders -> {
              tasks.obey(orders);
              return Responses.Ok.OK;
            })
        .on(Operations.INSPECT_FILES, this::inspect)
        .on(Operations.EVICT_PARTITIONS, this::evict);
  }

  private Responses.Ok evict(Requests.EvictPartitions request) {
    request.partitions().forEach(partition -> cache.evict(partition, request.columns()));
    try {
      link.awaitCacheReported(REPORTED);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Responses.Ok.OK;
  }

  private Responses.Adopted adopt(Requests.Adopt request) {
    if (!link.join(request.server())) {
      throw new TadashiException(
              ErrorCode.WORKER_REFUSED, "it is attached to another control plane")
          .at("worker", address);
    }
    return new Responses.Adopted(address, incarnation);
  }

  private Responses.InspectedFiles inspect(Requests.InspectFiles request) {
    return new Responses.InspectedFiles(
        request.files().stream().map(file -> inspectOne(request, file)).toList());
  }

  private Responses.Inspected inspectOne(Requests.InspectFiles request, TableFile file) {
    try {
      return new Responses.Inspected(
          file.path(), inspector.inspect(store(request.store()), request.format(), file), null);
    } catch (RuntimeException e) {
      return new Responses.Inspected(file.path(), null, TadashiException.wrap(e).detail());
    }
  }

  private ObjectStore store(StoreLocation location) {
    return stores.computeIfAbsent(location, this::openStore);
  }

  private ObjectStore openStore(StoreLocation location) {
    StorageConfig allowed = new StorageConfig(config.stores().fileRoot());
    ObjectStore store = ObjectStores.open(location, allowed);
    return ObjectStores.isRemote(location) ? localCache.over(store, location) : store;
  }

  private WorkerLoad load() {
    double cpu =
        ManagementFactory.getOperatingSystemMXBean()
                instanceof com.sun.management.OperatingSystemMXBean os
            ? os.getProcessCpuLoad()
            : -1;
    return new WorkerLoad(
        config.threads(),
        config.memory(),
        allocator.getAllocatedMemory(),
        cache.bytes(),
        cache.size(),
        tasks.runningSplits(),
        cpu,
        stats.counters(cache.loads(), cache.loadedBytes()));
  }

  /** Where others reach it, {@code host:port}: its name. */
  public String address() {
    return address;
  }

  @Override
  public Path dataDir() {
    return config.dataDir();
  }

  @Override
  public Map<String, String> addresses() {
    return Map.of("address", address);
  }

  public boolean isAttached() {
    return link.isAttached();
  }

  /** Bytes of Arrow memory in use; for tests. */
  public long allocatedBytes() {
    return allocator.getAllocatedMemory();
  }

  @Override
  public void close() {
    if (warmUp != null) {
      warmUp.close();
    }
    link.close();
    sender.close();
    tasks.close();
    producer.stop();
    endpoint.close();
    pool.shutdownNow();
    awaitPool();
    cache.close();
    closeAll(List.copyOf(stores.values()));
    localCache.close();
    allocator.close();
  }

  private void awaitPool() {
    try {
      if (!pool.awaitTermination(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException("engine threads did not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void closeAll(List<ObjectStore> open) {
    @Nullable Exception failure = null;
    for (ObjectStore store : open) {
      try {
        store.close();
      } catch (Exception e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw new IllegalStateException("a store did not close", failure);
    }
  }
}
