package dev.tadashi.worker;

import dev.tadashi.flight.op.Operations;
import dev.tadashi.flight.op.Responses;
import dev.tadashi.flight.rpc.ActionDispatcher;
import dev.tadashi.flight.rpc.FlightEndpoint;
import dev.tadashi.flight.rpc.OperationHandlers;
import dev.tadashi.model.control.Attach;
import dev.tadashi.model.control.Attached;
import dev.tadashi.model.control.Orders;
import dev.tadashi.model.control.Report;
import dev.tadashi.model.control.TaskOrders;
import dev.tadashi.model.id.Stamp;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.NoOpFlightProducer;
import org.apache.arrow.flight.Result;
import org.apache.arrow.memory.BufferAllocator;

/** Answers workers with the orders that a test has set, and keeps their newest reports. */
final class FakeControlPlane implements AutoCloseable {
  private final Map<String, Report> reports = new ConcurrentHashMap<>();
  private final Map<String, String> incarnations = new ConcurrentHashMap<>();
  private final FlightEndpoint endpoint;
  private volatile Map<String, List<TaskOrders>> wishes;
  private volatile Stamp version;

  FakeControlPlane(
      BufferAllocator allocator, int port, long serverEpoch, Map<String, List<TaskOrders>> wishes) {
    this.wishes = wishes;
    version = new Stamp(serverEpoch, 1);
    OperationHandlers handlers =
        new OperationHandlers()
            .on(Operations.ATTACH, this::attach)
            .on(Operations.REPORT_STATISTICS, request -> Responses.Ok.OK)
            .on(Operations.REPORT, this::report);
    endpoint = FlightEndpoint.start(allocator, new Actions(handlers), "127.0.0.1", port, null);
  }

  private Attached attach(Attach attach) {
    incarnations.put(attach.address(), attach.incarnation());
    return new Attached(Attach.PROTOCOL, version.serverEpoch(), 50, 8_000);
  }

  private Orders report(Report report) {
    reports.put(report.address(), report);
    List<TaskOrders> tasks = wishes.getOrDefault(report.address(), List.of());
    return new Orders(version, report.incarnation(), false, false, tasks);
  }

  /** Wishes these tasks of each worker from now on. */
  synchronized void wish(Map<String, List<TaskOrders>> next) {
    wishes = next;
    version = new Stamp(version.serverEpoch(), version.n() + 1);
  }

  Map<String, Report> reports() {
    return reports;
  }

  String incarnation(String worker) {
    return incarnations.getOrDefault(worker, "");
  }

  int port() {
    return endpoint.port();
  }

  @Override
  public void close() {
    endpoint.close();
  }

  private static final class Actions extends NoOpFlightProducer {
    private final ActionDispatcher dispatcher;

    Actions(OperationHandlers handlers) {
      dispatcher = new ActionDispatcher(handlers);
    }

    @Override
    public void doAction(CallContext context, Action action, StreamListener<Result> listener) {
      dispatcher.doAction(context, action, listener);
    }
  }
}
