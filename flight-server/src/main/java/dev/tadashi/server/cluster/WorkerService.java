package dev.tadashi.server.cluster;

import dev.tadashi.catalog.WorkerCatalog;
import dev.tadashi.flight.op.Operations;
import dev.tadashi.flight.op.Requests;
import dev.tadashi.flight.op.Responses;
import dev.tadashi.flight.rpc.Addresses;
import dev.tadashi.model.cluster.WorkerRecord;
import dev.tadashi.model.cluster.WorkerState;
import dev.tadashi.model.control.Attach;
import dev.tadashi.model.control.Attached;
import dev.tadashi.model.control.Orders;
import dev.tadashi.model.control.Report;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.scheduler.WorkerView;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Workers join, report and leave. A worker's name is the address that it advertises. */
public final class WorkerService {
  private static final Duration DIAL = Duration.ofSeconds(5);

  private final WorkerCatalog catalog;
  private final SchedulerLoop loop;
  private final WorkerClients clients;
  private final InstantSource clock;
  private final Supplier<String> selfAddress;
  private final byte[] writeKey;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition attached = lock.newCondition();

  /** Processes that were asked to go: they may not come back by themselves. */
  private final Set<String> dismissed = ConcurrentHashMap.newKeySet();

  /**
   * @param selfAddress where workers reach the control plane
   * @param writeKey signs the right to write
   */
  public WorkerService(
      WorkerCatalog catalog,
      SchedulerLoop loop,
      WorkerClients clients,
      InstantSource clock,
      Supplier<String> selfAddress,
      byte[] writeKey) {
    this.catalog = catalog;
    this.loop = loop;
    this.clients = clients;
    this.clock = clock;
    this.selfAddress = selfAddress;
    this.writeKey = writeKey.clone();
  }

  /** Tells the scheduler of the workers that the catalog knows; they are dialled later. */
  public void restore() {
    for (WorkerRecord worker : catalog.all()) {
      loop.tell(scheduler -> scheduler.restore(worker.address(), worker.draining()));
    }
  }

  /** Dials a worker, has it join, and returns once it has. */
  public Responses.Worker register(Requests.WorkerAddress request) {
    String address = Addresses.require(request.address());
    // Who was known before: a worker that is asked to join may have done so before it answers.
    Set<String> known = knownAddresses();
    requireNew(address, known);
    try {
      Responses.Adopted adopted = dial(address);
      requireNew(adopted.address(), known);
      dismissed.remove(adopted.incarnation());
      awaitAttached(adopted, address);
      return view(adopted.address());
    } finally {
      if (catalog.get(address).isEmpty()) {
        clients.forget(address);
      }
    }
  }

  private Set<String> knownAddresses() {
    return catalog.all().stream().map(WorkerRecord::address).collect(Collectors.toSet());
  }

  private static void requireNew(String address, Set<String> known) {
    if (known.contains(address)) {
      throw new TadashiException(
              ErrorCode.WORKER_EXISTS, "the worker '" + address + "' is registered already")
          .at("worker", address);
    }
  }

  /** Asks what listens there to attach to this control plane. */
  Responses.Adopted dial(String address) {
    try {
      return clients.call(address, Operations.ADOPT, new Requests.Adopt(selfAddress.get()), DIAL);
    } catch (TadashiException e) {
      if (e.code() == ErrorCode.WORKER_UNREACHABLE) {
        throw new TadashiException(
                ErrorCode.WORKER_UNREACHABLE,
                "no worker answers at '" + address + "': " + e.detail().message(),
                e)
            .at("worker", address)
            .hint("is it running, and is this the address that it printed?");
      }
      throw new TadashiException(
              ErrorCode.NOT_A_WORKER, "what answers at '" + address + "' is no worker", e)
          .at("worker", address)
          .hint("give the address that `tadashi worker` printed");
    }
  }

  private void awaitAttached(Responses.Adopted adopted, String address) {
    long start = System.nanoTime();
    lock.lock();
    try {
      while (!isAttached(adopted)) {
        if (System.nanoTime() - start > DIAL.toNanos()) {
          throw new TadashiException(
                  ErrorCode.WORKER_UNREACHABLE,
                  "the worker '" + address + "' answered but did not attach within 5 s")
              .at("worker", address)
              .hint("the worker must reach the control plane at " + selfAddress.get());
        }
        attached.await(100, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TadashiException(ErrorCode.INTERNAL, "interrupted while a worker joined", e);
    } finally {
      lock.unlock();
    }
  }

  private boolean isAttached(Responses.Adopted adopted) {
    return catalog.get(adopted.address()).isPresent()
        && views().stream()
            .anyMatch(view ->
                view.address().equals(adopted.address())
                    && adopted.incarnation().equals(view.incarnation()));
  }

  /** A worker joins, or joins again. */
  public Attached attach(Attach request) {
    String address = Addresses.require(request.address());
    if (dismissed.contains(request.incarnation())) {
      throw new TadashiException(
              ErrorCode.WORKER_REFUSED, "the worker '" + address + "' was unregistered")
          .at("worker", address)
          .hint("register it again, or start it again");
    }
    Instant now = clock.instant();
    lock.lock();
    try {
      if (catalog.get(address).isEmpty()) {
        catalog.put(new WorkerRecord(address, false, now));
      }
      Attached answer =
          loop.ask(scheduler -> {
            scheduler.register(address, now);
            return scheduler.attach(request, now);
          });
      answer = answer.with(writeKey);
      attached.signalAll();
      return answer;
    } finally {
      lock.unlock();
    }
  }

  public Orders report(Report report) {
    return loop.ask(scheduler -> scheduler.report(report, clock.instant()));
  }

  /** Gives a worker nothing new. */
  public Responses.Worker drain(Requests.WorkerAddress request) {
    WorkerRecord worker = require(request.address());
    catalog.put(new WorkerRecord(worker.address(), true, worker.registered()));
    loop.tell(scheduler -> scheduler.drain(worker.address()));
    return view(worker.address());
  }

  /** Forgets a worker. */
  public Responses.Ok unregister(Requests.WorkerAddress request) {
    WorkerRecord worker = require(request.address());
    String incarnation = view(worker.address()).incarnation();
    if (incarnation != null) {
      dismissed.add(incarnation);
    }
    catalog.remove(worker.address());
    loop.tell(scheduler -> scheduler.unregister(worker.address()));
    clients.forget(worker.address());
    return Responses.Ok.OK;
  }

  private WorkerRecord require(String address) {
    return catalog
        .get(address)
        .orElseThrow(() ->
            new TadashiException(ErrorCode.UNKNOWN_WORKER, "there is no worker '" + address + "'")
                .at("worker", address));
  }

  /** All registered workers by address. */
  public Responses.Workers list() {
    return new Responses.Workers(
        catalog.all().stream().map(worker -> view(worker, views())).toList());
  }

  private Responses.Worker view(String address) {
    return view(require(address), views());
  }

  private static Responses.Worker view(WorkerRecord worker, List<WorkerView> views) {
    @Nullable WorkerView view =
        views.stream().filter(v -> v.address().equals(worker.address())).findFirst().orElse(null);
    if (view == null) {
      return new Responses.Worker(
          worker.address(),
          WorkerState.JOINING,
          null,
          dev.tadashi.model.cluster.WorkerLoad.NONE,
          worker.registered(),
          null);
    }
    return new Responses.Worker(
        worker.address(),
        view.state(),
        view.incarnation(),
        view.load(),
        worker.registered(),
        view.lastReport());
  }

  /** The scheduler's view of all workers. */
  public List<WorkerView> views() {
    return loop.ask(scheduler -> scheduler.workers());
  }

  /** Addresses of the workers that take work. */
  public List<String> healthy() {
    return views().stream()
        .filter(view -> view.state().takesWork())
        .map(WorkerView::address)
        .toList();
  }
}
