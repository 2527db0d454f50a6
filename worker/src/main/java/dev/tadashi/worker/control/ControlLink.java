package dev.tadashi.worker.control;

import dev.tadashi.flight.op.Operations;
import dev.tadashi.flight.op.Requests;
import dev.tadashi.flight.rpc.OperationClient;
import dev.tadashi.model.cluster.WorkerLoad;
import dev.tadashi.model.control.Attach;
import dev.tadashi.model.control.Attached;
import dev.tadashi.model.control.CachedPartition;
import dev.tadashi.model.control.Orders;
import dev.tadashi.model.control.Report;
import dev.tadashi.model.control.TaskReport;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.id.Stamp;
import dev.tadashi.model.table.PartitionStatistics;
import dev.tadashi.worker.cache.PartitionCache;
import dev.tadashi.worker.task.SplitRun;
import dev.tadashi.worker.task.TaskTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Attaches to the control plane and reports: each second, and at once when something ended. It has
 * a platform thread and a connection of its own, so that work never holds up a heartbeat. When the
 * control plane is gone it tries again, without end.
 */
public final class ControlLink implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ControlLink.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final long RETRY_MILLIS = 250;
  private static final int STATISTICS_PER_CALL = 200;

  private final BufferAllocator allocator;
  private final @Nullable String token;
  private final String address;
  private final String incarnation;
  private final TaskTable tasks;
  private final PartitionCache cache;
  private final Supplier<WorkerLoad> load;
  private final Runnable mayOffer;
  private final Semaphore wake = new Semaphore(0);
  private final Thread thread;
  private @Nullable String server;
  private @Nullable OperationClient client;
  private volatile boolean attached;
  private volatile byte @Nullable [] writeKey;
  private volatile boolean closed;
  private long serverEpoch;
  private long reportMillis = 1_000;
  private long seq;
  private long cacheVersionSent = -1;

  /**
   * @param load the worker's load now
   * @param mayOffer told when outputs may be offered that waited for an answer
   */
  public ControlLink(
      BufferAllocator allocator,
      @Nullable String token,
      String address,
      String incarnation,
      TaskTable tasks,
      PartitionCache cache,
      Supplier<WorkerLoad> load,
      Runnable mayOffer) {
    this.allocator = allocator;
    this.token = token;
    this.address = address;
    this.incarnation = incarnation;
    this.tasks = tasks;
    this.cache = cache;
    this.load = load;
    this.mayOffer = mayOffer;
    this.thread = Thread.ofPlatform().name("control-link").daemon().unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  /**
   * Joins the control plane at that address.
   *
   * @return false when it is attached to another one that answers
   */
  public synchronized boolean join(String to) {
    if (attached && server != null && !server.equals(to)) {
      return false;
    }
    if (!to.equals(server)) {
      OperationClient.location(to);
      server = to;
      attached = false;
    }
    wake();
    return true;
  }

  /** Reports now. */
  public void wake() {
    wake.release();
  }

  private void run() {
    while (!closed) {
      try {
        String to = target();
        if (to == null) {
          pause(RETRY_MILLIS);
        } else if (!attached) {
          attach(to);
        } else {
          pause(reportMillis);
          report();
        }
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        retry(e);
      }
    }
  }

  private synchronized @Nullable String target() {
    return server;
  }

  private void pause(long millis) throws InterruptedException {
    if (wake.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
      wake.drainPermits();
    }
  }

  private void retry(RuntimeException why) {
    if (attached) {
      log.warn("the control plane is gone: {}", TadashiException.wrap(why).detail().describe());
    } else {
      log.debug("cannot attach", why);
    }
    attached = false;
    closeClient();
    try {
      pause(RETRY_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void attach(String to) {
    OperationClient connection = connect(to);
    Attach request = new Attach(Attach.PROTOCOL, address, incarnation, load.get());
    Attached answer = connection.call(Operations.ATTACH, request, TIMEOUT);
    serverEpoch = answer.serverEpoch();
    tasks.attached(serverEpoch);
    reportMillis = answer.reportMillis();
    writeKey = answer.writeKey();
    cacheReported(-1);
    cache.learnAgain();
    attached = true;
    log.info("attached to {} (epoch {})", to, serverEpoch);
    report();
  }

  private OperationClient connect(String to) {
    OperationClient open = client;
    if (open == null || !open.address().equals(to)) {
      closeClient();
      open = new OperationClient(allocator, to, token);
      client = open;
    }
    return open;
  }

  private void report() {
    OperationClient connection = client;
    if (connection == null) {
      throw new IllegalStateException("not connected");
    }
    // Orders before tasks: what they name and the report does not is taken for lost.
    Stamp obeyed = tasks.obeyed();
    // Tasks before the cache: a report of a load that is done also tells of what it loaded.
    List<SplitRun> sealed = new ArrayList<>();
    List<TaskReport> held = tasks.report(sealed);
    reportStatistics(connection);
    long version = cache.version();
    @Nullable List<CachedPartition> cached = version == cacheVersionSent ? null : cache.contents();
    Report report =
        new Report(address, incarnation, serverEpoch, ++seq, obeyed, load.get(), cached, held);
    Orders orders = connection.call(Operations.REPORT, report, TIMEOUT);
    cacheReported(version);
    tasks.obey(orders);
    if (TaskTable.answered(sealed)) {
      mayOffer.run();
    }
  }

  /** What loads have found is told before their ends; when that fails, it is told again. */
  private void reportStatistics(OperationClient connection) {
    try {
      List<PartitionStatistics> next = cache.learned().first(STATISTICS_PER_CALL);
      while (!next.isEmpty()) {
        connection.call(Operations.REPORT_STATISTICS, new Requests.ReportStatistics(next), TIMEOUT);
        cache.learned().told(next.size());
        next = cache.learned().first(STATISTICS_PER_CALL);
      }
    } catch (TadashiException e) {
      log.warn("the control plane did not take statistics: {}", e.detail().describe());
    }
  }

  /** Whether the cache holds, or loads have found, what the control plane was not told. */
  public synchronized boolean hasNews() {
    return cache.version() != cacheVersionSent || !cache.learned().first(1).isEmpty();
  }

  private synchronized void cacheReported(long version) {
    cacheVersionSent = version;
    notifyAll();
  }

  /**
   * Returns when the control plane knows what the cache holds now, or after that time: an operation
   * on the cache answers only then, so that whoever asked next does not see what was before.
   */
  public synchronized void awaitCacheReported(Duration patience) throws InterruptedException {
    long wanted = cache.version();
    long deadline = System.nanoTime() + patience.toNanos();
    wake();
    while (attached && cacheVersionSent < wanted) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return;
      }
      wait(left);
    }
  }

  private void closeClient() {
    OperationClient open = client;
    client = null;
    if (open != null) {
      open.close();
    }
  }

  public boolean isAttached() {
    return attached;
  }

  /** Signs what is written for the control plane that was attached last; none before. */
  public Optional<byte[]> writeKey() {
    return Optional.ofNullable(writeKey);
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(6_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    closeClient();
  }
}
