package dev.tadashi.worker.exchange;

import dev.tadashi.engine.exec.SealedOutput;
import dev.tadashi.flight.exchange.ExchangeMessage.Hello;
import dev.tadashi.flight.rpc.OperationClient;
import dev.tadashi.worker.stats.WorkerStats;
import dev.tadashi.worker.task.Instance;
import dev.tadashi.worker.task.Instance.Claim;
import dev.tadashi.worker.task.Outgoing;
import dev.tadashi.worker.task.SplitRun;
import dev.tadashi.worker.task.TaskTable;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings sealed units to their owners. One thread looks at the whole of what is sealed here
 * whenever it is woken, hands units for this worker over in the process, and gives each peer's
 * sender its part; every peer has a thread of its own, so that a slow one holds up nobody.
 */
public final class UnitSender implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(UnitSender.class);
  private static final long LOOK_AGAIN_MILLIS = 100;

  private final TaskTable tasks;
  private final Hello self;
  private final BufferAllocator allocator;
  private final @Nullable String token;
  private final Runnable report;
  private final WorkerStats stats;
  private final Map<String, Peer> peers = new HashMap<>();
  private final Semaphore wake = new Semaphore(0);
  private final Thread thread;
  private volatile boolean closed;

  /** A peer's sender and its thread. */
  private final class Peer implements AutoCloseable {
    final PeerSender sender;
    final Thread thread;
    final Semaphore wake = new Semaphore(0);
    volatile List<Outgoing> outgoing = List.of();

    Peer(String address) {
      sender =
          new PeerSender(
              self,
              (hello, received) ->
                  new PeerLink(
                      allocator,
                      new OperationClient(allocator, address, token),
                      hello,
                      received,
                      stats),
              wake::release);
      thread = Thread.ofVirtual().name("to-" + address).start(this::run);
    }

    private void run() {
      while (!closed) {
        try {
          await(wake, sender.idleMillis(now(), LOOK_AGAIN_MILLIS));
          sender.pump(outgoing, now());
        } catch (InterruptedException e) {
          return;
        } catch (RuntimeException e) {
          log.warn("sending units failed, and is tried again", e);
        }
      }
    }

    @Override
    public void close() {
      thread.interrupt();
      join(thread);
      sender.close();
    }
  }

  public UnitSender(
      TaskTable tasks,
      Hello self,
      BufferAllocator allocator,
      @Nullable String token,
      Runnable report,
      WorkerStats stats) {
    this.tasks = tasks;
    this.self = self;
    this.allocator = allocator;
    this.token = token;
    this.report = report;
    this.stats = stats;
    this.thread = Thread.ofVirtual().name("unit-sender").start(this::run);
  }

  /** Looks again now. */
  public void wake() {
    wake.release();
  }

  private static long now() {
    return System.nanoTime() / 1_000_000;
  }

  private static void await(Semaphore signal, long millis) throws InterruptedException {
    boolean woken = signal.tryAcquire(millis, TimeUnit.MILLISECONDS);
    if (woken) {
      signal.drainPermits();
    }
  }

  private void run() {
    while (!closed) {
      try {
        await(wake, LOOK_AGAIN_MILLIS);
        round();
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        log.warn("looking for units to send failed, and is tried again", e);
      }
    }
  }

  private void round() {
    Map<String, List<Outgoing>> byOwner =
        tasks.outgoing().stream().collect(Collectors.groupingBy(out -> out.range().worker()));
    List<Outgoing> local = byOwner.remove(self.worker());
    for (Map.Entry<String, List<Outgoing>> entry : byOwner.entrySet()) {
      Peer peer = peers.computeIfAbsent(entry.getKey(), Peer::new);
      peer.outgoing = entry.getValue();
      peer.wake.release();
    }
    peers.forEach((address, peer) -> {
      if (!byOwner.containsKey(address)) {
        peer.outgoing = List.of();
      }
    });
    if (local != null) {
      for (Outgoing outgoing : local) {
        deliver(outgoing);
      }
    }
  }

  /** Hands an attempt's units over to the owners that are in this process. */
  public void deliver(SplitRun sealed) {
    tasks.outgoing().stream()
        .filter(out -> out.run() == sealed && out.range().worker().equals(self.worker()))
        .forEach(this::deliver);
  }

  /** Hands units over to an instance of this process. */
  private void deliver(Outgoing outgoing) {
    Instance instance = tasks.instance(outgoing.task(), outgoing.stage(), outgoing.range().epoch());
    if (instance == null || !outgoing.isPending()) {
      return;
    }
    outgoing
        .run()
        .withOutput(sealed -> {
          applyAll(outgoing, instance, sealed);
          return true;
        });
    if (instance.takeNews()) {
      report.run();
    }
  }

  private static void applyAll(Outgoing outgoing, Instance instance, SealedOutput sealed) {
    int split = outgoing.run().order().split();
    BitSet missing =
        outgoing
            .run()
            .missing(outgoing.range().epoch(), outgoing.range().low(), outgoing.range().high());
    for (int bucket = missing.nextSetBit(0); bucket >= 0; bucket = missing.nextSetBit(bucket + 1)) {
      Claim claim = instance.claim(split, bucket);
      boolean applied =
          claim == Claim.APPLIED
              || (claim == Claim.CLAIMED && instance.apply(split, bucket, sealed));
      if (applied) {
        outgoing.run().acknowledge(outgoing.range().epoch(), bucket);
      }
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    join(thread);
    peers.values().forEach(Peer::close);
    peers.clear();
  }
}
