package dev.tadashi.server;

import dev.tadashi.flight.op.Operations;
import dev.tadashi.flight.op.Requests;
import dev.tadashi.flight.op.Responses;
import dev.tadashi.flight.rpc.ActionDispatcher;
import dev.tadashi.flight.rpc.FlightEndpoint;
import dev.tadashi.flight.rpc.OperationClient;
import dev.tadashi.flight.rpc.OperationHandlers;
import dev.tadashi.model.cluster.WorkerLoad;
import dev.tadashi.model.control.Attach;
import dev.tadashi.model.control.Attached;
import dev.tadashi.model.control.InstanceReport;
import dev.tadashi.model.control.Orders;
import dev.tadashi.model.control.Report;
import dev.tadashi.model.control.SplitReport;
import dev.tadashi.model.control.StageOrders;
import dev.tadashi.model.control.TaskOrders;
import dev.tadashi.model.control.TaskReport;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.id.Stamp;
import dev.tadashi.model.table.FileInfo;
import dev.tadashi.model.table.RowGroupInfo;
import dev.tadashi.model.table.TableFile;
import dev.tadashi.model.task.SplitState;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.Schema;
import dev.tadashi.model.type.SimpleType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.NoOpFlightProducer;
import org.apache.arrow.flight.Result;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.memory.RootAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Speaks the control protocol like a worker, and answers every aggregation with the same rows at
 * once. A file whose name holds "bad" cannot be read.
 */
final class FakeWorker implements AutoCloseable {
  static final Schema TABLE =
      new Schema(
          List.of(
              Field.of("carrier", SimpleType.VARCHAR),
              Field.of("distance", SimpleType.INT64),
              Field.of("delay", SimpleType.FLOAT64)));

  private final RootAllocator allocator = new RootAllocator();
  private final String incarnation = UUID.randomUUID().toString();
  private final FlightEndpoint endpoint;
  private final BlockingQueue<String> wake = new ArrayBlockingQueue<>(16);
  private final Thread thread;
  final AtomicInteger evicted = new AtomicInteger();

  /** While set, splits are reported as running. */
  volatile boolean slow;

  /** Claimed size of a result; the result is then streamed, not inline. */
  volatile long bigResult;

  private volatile @Nullable String server;
  private volatile boolean stopped;
  private @Nullable OperationClient control;
  private @Nullable Attached attached;
  private long seq;
  private List<TaskOrders> ordered = List.of();
  private List<TaskReport> holds = List.of();
  private Stamp obeyed = Stamp.NONE;

  FakeWorker() {
    OperationHandlers handlers =
        new OperationHandlers()
            .on(Operations.ADOPT, this::adopt)
            .on(Operations.ORDERS, this::ordered)
            .on(Operations.INSPECT_FILES, this::inspect)
            .on(
                Operations.EVICT_PARTITIONS,
                request -> {
                  evicted.addAndGet(request.partitions().size());
                  return Responses.Ok.OK;
                });
    endpoint = FlightEndpoint.start(allocator, new Producer(handlers), "127.0.0.1", 0, null);
    thread = Thread.ofPlatform().name("fake-worker").start(this::run);
  }

  String address() {
    return "127.0.0.1:" + endpoint.port();
  }

  /** Joins by itself. */
  void join(String address) {
    server = address;
    nudge();
  }

  private Responses.Adopted adopt(Requests.Adopt request) {
    join(request.server());
    return new Responses.Adopted(address(), incarnation);
  }

  private Responses.Ok ordered(Orders orders) {
    nudge();
    return Responses.Ok.OK;
  }

  private void nudge() {
    if (!wake.offer("now")) {
      wake.clear();
    }
  }

  private void run() {
    try {
      while (!stopped) {
        wake.poll(100, TimeUnit.MILLISECONDS);
        @Nullable String to = server;
        if (to != null && !stopped) {
          turn(to);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void turn(String to) {
    try {
      if (control == null || !control.address().equals(to)) {
        disconnect();
        control = new OperationClient(allocator, to, null);
      }
      if (attached == null) {
        Attach hello = new Attach(Attach.PROTOCOL, address(), incarnation, load());
        attached = control.call(Operations.ATTACH, hello, Duration.ofSeconds(5));
        ordered = List.of();
        holds = List.of();
        obeyed = Stamp.NONE;
      }
      Report report =
          new Report(
              address(),
              incarnation,
              attached.serverEpoch(),
              ++seq,
              obeyed,
              load(),
              List.of(),
              holds);
      obey(control.call(Operations.REPORT, report, Duration.ofSeconds(5)));
    } catch (TadashiException e) {
      attached = null;
    }
  }

  private void disconnect() {
    attached = null;
    if (control != null) {
      control.close();
      control = null;
    }
  }

  private static WorkerLoad load() {
    return new WorkerLoad(2, 1L << 30, 0, 0, 0, 0, 0.1);
  }

  private void obey(Orders orders) {
    if (!orders.unchanged()) {
      ordered = orders.tasks();
    }
    List<TaskReport> before = holds;
    holds = ordered.stream().map(this::work).toList();
    obeyed = orders.version();
    if (!holds.equals(before)) {
      nudge();
    }
  }

  private TaskReport work(TaskOrders task) {
    List<SplitReport> splits = new ArrayList<>();
    List<InstanceReport> instances = new ArrayList<>();
    for (StageOrders stage : task.stages()) {
      stage.run().stream()
          .map(split ->
              new SplitReport(
                  stage.plan().stage(),
                  split.split(),
                  split.attempt(),
                  slow ? SplitState.RUNNING : SplitState.SEALED,
                  slow ? 0 : split.partitions().size(),
                  slow ? 0 : 100,
                  slow ? 0 : 1_000,
                  null,
                  null))
          .forEach(splits::add);
      instances(stage, instances);
    }
    return new TaskReport(task.task(), splits, instances);
  }

  /** NullAway does not see that the compiled record takes null for an array. */
  @SuppressWarnings("NullAway")
  private void instances(StageOrders stage, List<InstanceReport> instances) {
    List<Integer> all = IntStream.range(0, stage.splits()).boxed().toList();
    stage.map().stream()
        .filter(
            range -> range.worker().equals(address()) && range.incarnation().equals(incarnation))
        .forEach(range -> {
          boolean finish = stage.last() && !slow;
          instances.add(
              new InstanceReport(
                  stage.plan().stage(),
                  range.low(),
                  range.high(),
                  range.epoch(),
                  slow ? List.of() : all,
                  !slow,
                  false,
                  null,
                  finish ? Answers.ROWS : -1,
                  finish ? Math.max(bigResult, 100) : -1,
                  finish && bigResult == 0 ? Answers.stream(allocator, stage.plan()) : null));
        });
  }

  private Responses.InspectedFiles inspect(Requests.InspectFiles request) {
    return new Responses.InspectedFiles(request.files().stream().map(FakeWorker::inspect).toList());
  }

  private static Responses.Inspected inspect(TableFile file) {
    if (file.path().contains("bad")) {
      TadashiException corrupt =
          new TadashiException(ErrorCode.FILE_CORRUPT, "'" + file.path() + "' is cut short");
      return new Responses.Inspected(file.path(), null, corrupt.detail());
    }
    FileInfo info = new FileInfo(file, TABLE, List.of(new RowGroupInfo(100, 1_000)));
    return new Responses.Inspected(file.path(), info, null);
  }

  /** Stops like a process that was killed: without a word. */
  @Override
  public void close() {
    stopped = true;
    nudge();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    disconnect();
    endpoint.close();
    allocator.close();
  }

  private final class Producer extends NoOpFlightProducer {
    private final ActionDispatcher actions;

    Producer(OperationHandlers handlers) {
      actions = new ActionDispatcher(handlers);
    }

    @Override
    public void doAction(CallContext context, Action action, StreamListener<Result> listener) {
      actions.doAction(context, action, listener);
    }

    @Override
    public void getStream(CallContext context, Ticket ticket, ServerStreamListener listener) {
      Answers.send(allocator, listener);
    }
  }
}
