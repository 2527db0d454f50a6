package dev.tadashi.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tadashi.flight.op.Operations;
import dev.tadashi.flight.op.Requests;
import dev.tadashi.flight.op.Responses;
import dev.tadashi.flight.rpc.OperationClient;
import dev.tadashi.flight.settings.Program;
import dev.tadashi.model.control.BucketOwner;
import dev.tadashi.model.control.InstanceReport;
import dev.tadashi.model.control.ReadRequest;
import dev.tadashi.model.control.Report;
import dev.tadashi.model.control.SplitOrder;
import dev.tadashi.model.control.StageOrders;
import dev.tadashi.model.control.TaskOrders;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.expr.RowExpr;
import dev.tadashi.model.function.AggregateFunction;
import dev.tadashi.model.id.Stamp;
import dev.tadashi.model.id.TaskId;
import dev.tadashi.model.json.Json;
import dev.tadashi.model.plan.AggregateCall;
import dev.tadashi.model.plan.Named;
import dev.tadashi.model.plan.StageInput;
import dev.tadashi.model.plan.StageOutput;
import dev.tadashi.model.plan.StagePlan;
import dev.tadashi.model.table.FileInfo;
import dev.tadashi.model.table.PartitionRef;
import dev.tadashi.model.table.StoreLocation;
import dev.tadashi.model.table.TableFile;
import dev.tadashi.model.table.TableName;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.SimpleType;
import dev.tadashi.storage.FoundTable;
import dev.tadashi.storage.ObjectStore;
import dev.tadashi.storage.ObjectStores;
import dev.tadashi.storage.PartitionCutter;
import dev.tadashi.storage.StorageConfig;
import dev.tadashi.storage.TableFinder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three workers and a control plane that does as the test says, over real sockets and files. */
@Timeout(120)
final class WorkersTest {
  private static final Path DATA =
      Path.of(System.getProperty("tadashi.checkout", ".."), "testdata", "nycflights13");
  private static final String STORE = DATA.toAbsolutePath().normalize().toUri().toString();
  private static final TaskId TASK = TaskId.create(1, new Random(1));
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final long FLIGHTS = 336_776;

  @TempDir Path dir;

  private final BufferAllocator allocator = new RootAllocator();
  private final List<WorkerNode> workers = new ArrayList<>();
  private FakeControlPlane control = new FakeControlPlane(allocator, 0, 1, Map.of());
  private List<PartitionRef> partitions = List.of();

  @BeforeEach
  void threeWorkersJoin() {
    for (int i = 0; i < 3; i++) {
      workers.add(
          WorkerNode.start(
              WorkerConfig.of(
                  Program.WORKER.settings(
                      "port=0",
                      "server=127.0.0.1:" + control.port(),
                      "memory=512MiB",
                      "threads=2",
                      "data-dir=" + dir.resolve("worker-" + i),
                      "file-root=" + DATA))));
    }
    await().atMost(SOON).until(() -> control.reports().size() == 3);
    partitions =
        PartitionCutter.cut(
            new TableName("nyc", "flights"), StoreLocation.of(storeUri()), "parquet", inspect());
  }

  @AfterEach
  void nothingIsLeft() {
    workers.forEach(WorkerNode::close);
    control.close();
    assertThat(allocator.getAllocatedMemory()).isZero();
    allocator.close();
  }

  @Test
  void splitsOfThreeWorkersMeetAtOneOwner() {
    control.wish(wishes(gather(1), false));
    InstanceReport done = awaitComplete(1);
    assertThat(done.rows()).isEqualTo(365);
    assertThat(read(gather(1).getFirst())).hasSize(365).satisfies(WorkersTest::countsAllFlights);
    leaveNothing();
  }

  @Test
  void spreadOwnersHaveEachKeyOnce() {
    List<BucketOwner> map = spread();
    control.wish(wishes(map, false));
    Map<String, Long> all = new TreeMap<>();
    for (int i = 0; i < map.size(); i++) {
      awaitComplete(i);
      read(map.get(i)).forEach((day, flights) -> assertThat(all.put(day, flights)).isNull());
    }
    assertThat(all).hasSize(365).satisfies(WorkersTest::countsAllFlights);
    leaveNothing();
  }

  @Test
  void aLostOwnersBucketsAreFedAgainElsewhere() {
    control.wish(wishes(gather(2), false));
    awaitComplete(2);
    BucketOwner lost = gather(2).getFirst();
    BucketOwner next =
        new BucketOwner(0, 255, name(0), control.incarnation(name(0)), new Stamp(1, 200));
    control.wish(wishes(List.of(next), false));
    awaitComplete(0);
    assertThat(read(next)).hasSize(365).satisfies(WorkersTest::countsAllFlights);
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThatThrownBy(() -> read(lost))
                .isInstanceOf(FlightRuntimeException.class)
                .hasMessageContaining(ErrorCode.STALE.name()));
    leaveNothing();
  }

  @Test
  void workersAttachAgainWhenTheControlPlaneIsBackAndKeepWhatTheyHold() {
    control.wish(wishes(gather(1), false));
    awaitComplete(1);
    int port = control.port();
    control.close();
    control = new FakeControlPlane(allocator, port, 2, wishes(List.of(), false));
    await().atMost(SOON).until(() -> control.reports().size() == 3);
    assertThat(awaitComplete(1).epoch()).isEqualTo(gather(1).getFirst().epoch());
    control.wish(wishes(gather(1), false));
    assertThat(read(gather(1).getFirst())).hasSize(365);
    leaveNothing();
  }

  @Test
  void cachedPartitionsAreReportedAndForgottenWhenAsked() {
    control.wish(wishes(gather(0), false));
    awaitComplete(0);
    await().atMost(SOON).until(() -> reportOf(0).load().cachedPartitions() > 0);
    call(
        0,
        client ->
            client.call(
                Operations.EVICT_PARTITIONS, new Requests.EvictPartitions(partitions, null), SOON));
    assertThat(reportOf(0).load().cachedPartitions()).isZero();
    leaveNothing();
  }

  @Test
  void anAttachedWorkerJoinsNoOther() {
    Requests.Adopt adopt = new Requests.Adopt("127.0.0.1:1");
    assertThatThrownBy(() -> call(0, client -> client.call(Operations.ADOPT, adopt, SOON)))
        .isInstanceOfSatisfying(
            TadashiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.WORKER_REFUSED));
  }

  private static void countsAllFlights(Map<String, Long> days) {
    assertThat(days.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(FLIGHTS);
    assertThat(days).containsEntry("1-1", 842L).containsEntry("12-25", 719L);
  }

  /** Without the task everything goes; only cached columns stay. */
  private void leaveNothing() {
    control.wish(Map.of());
    await()
        .atMost(SOON)
        .until(() ->
            control.reports().values().stream()
                .allMatch(r ->
                    r.tasks().isEmpty()
                        && r.load().memoryUsed() <= r.load().cachedBytes() + (4 << 20)));
  }

  private InstanceReport awaitComplete(int worker) {
    await().atMost(SOON).until(() -> complete(worker) != null);
    return Objects.requireNonNull(complete(worker));
  }

  private @org.jspecify.annotations.Nullable InstanceReport complete(int worker) {
    Report report = control.reports().get(name(worker));
    if (report == null || report.tasks().isEmpty()) {
      return null;
    }
    return report.tasks().getFirst().instances().stream()
        .filter(InstanceReport::complete)
        .findFirst()
        .orElse(null);
  }

  private Report reportOf(int worker) {
    return Objects.requireNonNull(control.reports().get(name(worker)));
  }

  private String name(int worker) {
    return workers.get(worker).address();
  }

  private List<BucketOwner> gather(int owner) {
    Stamp epoch = new Stamp(1, 100 + owner);
    return List.of(new BucketOwner(0, 255, name(owner), control.incarnation(name(owner)), epoch));
  }

  private List<BucketOwner> spread() {
    List<BucketOwner> map = new ArrayList<>();
    int[] starts = {0, 90, 170, 256};
    for (int i = 0; i < 3; i++) {
      Stamp epoch = new Stamp(1, 110 + i);
      String incarnation = control.incarnation(name(i));
      map.add(new BucketOwner(starts[i], starts[i + 1] - 1, name(i), incarnation, epoch));
    }
    return map;
  }

  private Map<String, List<TaskOrders>> wishes(List<BucketOwner> map, boolean over) {
    Map<String, List<TaskOrders>> all = new HashMap<>();
    for (int i = 0; i < 3; i++) {
      List<PartitionRef> share = new ArrayList<>();
      for (int p = i; p < partitions.size(); p += 3) {
        share.add(partitions.get(p));
      }
      SplitOrder run = new SplitOrder(i, new Stamp(1, 10 + i), 0, share, List.of());
      StageOrders stage = new StageOrders(plan(), 3, List.of(run), map, true, over);
      all.put(name(i), List.of(new TaskOrders(TASK, 0, List.of(stage))));
    }
    return all;
  }

  /** Flights by month and day. */
  private StagePlan plan() {
    Field month = column("month");
    Field day = column("day");
    return new StagePlan(
        0,
        new StageInput.Table(new TableName("nyc", "flights"), List.of(month, day)),
        List.of(),
        new StageOutput.Partials(
            List.of(
                new Named("month", new RowExpr.Ref(0, month.type())),
                new Named("day", new RowExpr.Ref(1, day.type()))),
            List.of(new AggregateCall(AggregateFunction.COUNT, null, "n", SimpleType.INT64))),
        List.of(),
        false);
  }

  private Field column(String name) {
    return inspect().getFirst().schema().fields().stream()
        .filter(field -> field.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static String storeUri() {
    return STORE.endsWith("/") ? STORE.substring(0, STORE.length() - 1) : STORE;
  }

  private List<FileInfo> inspect() {
    Requests.InspectFiles request =
        new Requests.InspectFiles(StoreLocation.of(storeUri()), "parquet", files());
    Responses.InspectedFiles found =
        call(0, client -> client.call(Operations.INSPECT_FILES, request, SOON));
    return found.files().stream().map(file -> Objects.requireNonNull(file.info())).toList();
  }

  private static List<TableFile> files() {
    try (ObjectStore store = ObjectStores.open(storeUri(), new StorageConfig(List.of(DATA)))) {
      return TableFinder.find(store, "root").stream()
          .filter(table -> table.name().equals("flights"))
          .map(FoundTable::files)
          .findFirst()
          .orElseThrow();
    } catch (Exception e) {
      throw TadashiException.wrap(e);
    }
  }

  private <T> T call(int worker, java.util.function.Function<OperationClient, T> call) {
    try (OperationClient client = new OperationClient(allocator, name(worker), null)) {
      return call.apply(client);
    }
  }

  /** A finished range's rows, by {@code month-day}. */
  private Map<String, Long> read(BucketOwner range) {
    ReadRequest request =
        new ReadRequest(TASK, 0, range.low(), range.high(), range.incarnation(), range.epoch());
    Map<String, Long> rows = new TreeMap<>();
    try (OperationClient client = new OperationClient(allocator, range.worker(), null);
        FlightStream stream = client.flight().getStream(new Ticket(Json.bytes(request)))) {
      while (stream.next()) {
        BigIntVector counts = (BigIntVector) stream.getRoot().getVector(2);
        for (int i = 0; i < stream.getRoot().getRowCount(); i++) {
          String day =
              stream.getRoot().getVector(0).getObject(i)
                  + "-"
                  + stream.getRoot().getVector(1).getObject(i);
          rows.put(day, counts.get(i));
        }
      }
      return rows;
    } catch (FlightRuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw TadashiException.wrap(e);
    }
  }
}
