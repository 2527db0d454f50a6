package dev.tadashi.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.CancelFlightInfoRequest;
import org.apache.arrow.flight.CancelStatus;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightEndpoint;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStatusCode;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.PollInfo;
import org.apache.arrow.flight.RenewFlightEndpointRequest;
import org.apache.arrow.flight.sql.FlightSqlClient;
import org.apache.arrow.flight.sql.FlightSqlClient.PreparedStatement;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandStatementQuery;
import org.apache.arrow.flight.sql.impl.FlightSql.TicketStatementQuery;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.TimeStampMicroVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Statements, sessions and flights in Flight SQL, by Arrow's own client. */
final class FlightSqlStatementTest {
  @TempDir Path dir;

  private ServerFixture server;
  private FlightSqlClient client;

  @BeforeEach
  void start() throws IOException {
    server = new ServerFixture(dir);
    client = new FlightSqlClient(server.flight());
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private PollInfo polledToTheEnd(PollInfo first) {
    PollInfo poll = first;
    while (poll.getFlightDescriptor().isPresent()) {
      poll = server.flight().pollInfo(poll.getFlightDescriptor().get());
    }
    return poll;
  }

  private List<List<Object>> rows(FlightInfo info) {
    return FlightRows.of(client, info);
  }

  private static String task(FlightInfo info) {
    return new String(info.getAppMetadata(), StandardCharsets.UTF_8);
  }

  private int tasks() {
    return server.call("ListTasks", "{}").get("tasks").size();
  }

  @Test
  void aStatementIsATaskThatRunsWhenItsFlightIsAskedFor() {
    FlightInfo info = client.execute("SELECT 1 AS x, 'a' AS x");
    server.ended(task(info));
    assertThat(info.getSchemaOptional().orElseThrow().getFields())
        .extracting(Field::getName)
        .containsExactly("x", "x");
    assertThat(rows(info)).containsExactly(List.of("1", "a"));
    assertThat(rows(info)).containsExactly(List.of("1", "a"));
    assertThat(tasks()).isEqualTo(1);
  }

  @Test
  void aSchemaIsToldWithoutRunningAnything() {
    assertThat(client.getExecuteSchema("SELECT 1 AS x").getSchema().getFields())
        .extracting(Field::getName)
        .containsExactly("x");
    assertThat(tasks()).isZero();
  }

  @Test
  void anEffectIsThereOnceWithoutAnythingBeingFetched() {
    client.execute("CREATE VIEW v AS SELECT 1 AS one");
    assertThat(rows(client.execute("SELECT * FROM v"))).containsExactly(List.of("1"));
    try (PreparedStatement drop = client.prepare("DROP VIEW v")) {
      assertThat(drop.getResultSetSchema().getFields()).isEmpty();
      rows(drop.execute());
    }
    assertThatThrownBy(() -> client.execute("SELECT * FROM v"))
        .hasMessageContaining("there is no table 'v'");
    assertThat(client.executeUpdate("CREATE VIEW w AS SELECT 2 AS two")).isZero();
    assertThat(rows(client.execute("SELECT * FROM w"))).containsExactly(List.of("2"));
    try (PreparedStatement drop = client.prepare("DROP VIEW w")) {
      assertThat(drop.executeUpdate()).isZero();
    }
    assertThatThrownBy(() -> client.executeUpdate("SELECT 1"))
        .hasMessageContaining("run it as a query");
  }

  @Test
  void aWrongStatementIsAnErrorWithItsPlace() {
    for (Consumer<String> way :
        List.<Consumer<String>>of(
            client::execute, client::prepare, client::executeUpdate, client::getExecuteSchema)) {
      assertThatThrownBy(() -> way.accept("SELECT 1 +"))
          .isInstanceOfSatisfying(
              FlightRuntimeException.class,
              e -> assertThat(e.status().code()).isEqualTo(FlightStatusCode.INVALID_ARGUMENT))
          .hasMessageContaining("SQL_SYNTAX")
          .hasMessageContaining("line 1");
    }
  }

  /** One column of parameters, filled by the caller. */
  private static void with(VectorSchemaRoot root, List<Consumer<FieldVector>> cells) {
    for (int i = 0; i < cells.size(); i++) {
      cells.get(i).accept(root.getVector(i));
    }
    root.setRowCount(1);
  }

  @Test
  void parametersOfEveryTypeArriveAsTheyWereBound() {
    BufferAllocator memory = server.allocator;
    List<FieldVector> values =
        List.of(
            new IntVector("a", memory),
            new BigIntVector("b", memory),
            new UInt1Vector("c", memory),
            new UInt8Vector("d", memory),
            new Float8Vector("e", memory),
            new DecimalVector("f", memory, 20, 3),
            new VarCharVector("g", memory),
            new VarBinaryVector("h", memory),
            new DateDayVector("i", memory),
            new TimeStampMicroVector("j", memory),
            new BigIntVector("k", memory));
    String marks = String.join(", ", values.stream().map(v -> "?").toList());
    try (PreparedStatement statement = client.prepare("SELECT " + marks);
        VectorSchemaRoot root = new VectorSchemaRoot(values)) {
      assertThat(statement.getParameterSchema().getFields()).hasSize(values.size());
      with(
          root,
          List.of(
              v -> ((IntVector) v).setSafe(0, -7),
              v -> ((BigIntVector) v).setSafe(0, Long.MIN_VALUE),
              v -> ((UInt1Vector) v).setSafe(0, 200),
              v -> ((UInt8Vector) v).setSafe(0, -1),
              v -> ((Float8Vector) v).setSafe(0, 0.1),
              v -> ((DecimalVector) v).setSafe(0, new BigDecimal("123.456")),
              v -> ((VarCharVector) v).setSafe(0, "o'h\u00fc".getBytes(StandardCharsets.UTF_8)),
              v -> ((VarBinaryVector) v).setSafe(0, new byte[] {0, -1}),
              v -> ((DateDayVector) v).setSafe(0, 19_000),
              v -> ((TimeStampMicroVector) v).setSafe(0, 1_700_000_000_123_456L),
              v -> ((BigIntVector) v).setNull(0)));
      statement.setParameters(root);
      List<Object> row = rows(statement.execute()).getFirst();
      assertThat(row.subList(0, 7))
          .containsExactly(
              "-7",
              "-9223372036854775808",
              "200",
              "18446744073709551615",
              "0.1",
              "123.456",
              "o'h\u00fc");
      assertThat(row.subList(8, 11)).containsExactly("19000", "2023-11-14T22:13:20.123456", "null");
    }
  }

  @Test
  void aParametersTypeIsToldByItsPlace() {
    try (PreparedStatement statement =
        client.prepare("SELECT sqrt(?), upper(?), CAST(? AS DATE), ?")) {
      assertThat(statement.getParameterSchema().getFields())
          .extracting(field -> field.getMetadata().get("ARROW:FLIGHT:SQL:TYPE_NAME"))
          .containsExactly("DOUBLE", "VARCHAR", "DATE", "VARCHAR");
    }
  }

  @Test
  void aQueryTakesOneRowOfParametersAndNeedsIt() {
    try (PreparedStatement statement = client.prepare("SELECT CAST(? AS BIGINT)");
        BigIntVector numbers = new BigIntVector("n", server.allocator);
        VectorSchemaRoot root = VectorSchemaRoot.of(numbers)) {
      assertThatThrownBy(statement::execute).hasMessageContaining("parameter 1 has no value");
      numbers.setSafe(0, 1);
      numbers.setSafe(1, 2);
      root.setRowCount(2);
      statement.setParameters(root);
      assertThatThrownBy(statement::execute).hasMessageContaining("got 2");
    }
  }

  @Test
  void aPreparedStatementOutlivesARestart() throws InterruptedException {
    PreparedStatement before = client.prepare("SELECT 40 + 2 AS answer");
    FlightInfo info = before.execute();
    server.ended(task(info));
    byte[] command = info.getDescriptor().getCommand();
    server.restart();
    client = new FlightSqlClient(server.flight());
    assertThat(rows(info)).containsExactly(List.of("42"));
    FlightInfo again = server.flight().getInfo(FlightDescriptor.command(command));
    assertThat(rows(again)).containsExactly(List.of("42"));
    assertThat(task(again)).isNotEqualTo(task(info));
  }

  @Test
  void aHandleThatWasAlteredIsRefused() {
    byte[] command = client.prepare("SELECT 1").execute().getDescriptor().getCommand();
    command[command.length - 1] ^= 1;
    assertThatThrownBy(() -> server.flight().getInfo(FlightDescriptor.command(command)))
        .hasMessageContaining("prepare the statement again");
  }

  @Test
  void aPollTellsHowFarAStatementIsAndThenWhereItsRowsAre() throws IOException {
    FakeWorker worker = server.worker();
    server.store("sales.parquet");
    worker.slow = true;
    Any command =
        Any.pack(
            CommandStatementQuery.newBuilder()
                .setQuery("SELECT carrier, count(*) FROM sales GROUP BY carrier")
                .build());
    PollInfo first = server.flight().pollInfo(FlightDescriptor.command(command.toByteArray()));
    assertThat(first.getFlightInfo().getEndpoints()).isEmpty();
    assertThat(first.getFlightInfo().getSchemaOptional().orElseThrow().getFields()).hasSize(2);
    assertThat(first.getProgress().orElseThrow()).isBetween(0.0, 0.99);
    worker.slow = false;
    PollInfo poll = polledToTheEnd(first);
    assertThat(poll.getProgress()).contains(1.0);
    assertThat(task(poll.getFlightInfo())).isEqualTo(task(first.getFlightInfo()));
    assertThat(rows(poll.getFlightInfo())).isNotEmpty();
    assertThat(tasks()).isEqualTo(1);
  }

  @Test
  void aPollOfAFailedStatementSaysWhy() {
    FlightDescriptor statement =
        FlightDescriptor.command(
            Any.pack(CommandStatementQuery.newBuilder().setQuery("SELECT 1 / 0").build())
                .toByteArray());
    assertThatThrownBy(() -> polledToTheEnd(server.flight().pollInfo(statement)))
        .hasMessageContaining("DIVISION_BY_ZERO");
  }

  @Test
  void aRunningStatementIsCancelledByItsFlightAndAnEndedOneIsNot() throws IOException {
    FakeWorker worker = server.worker();
    server.store("sales.parquet");
    worker.slow = true;
    FlightInfo running = client.execute("SELECT carrier, count(*) FROM sales GROUP BY carrier");
    assertThat(client.cancelFlightInfo(new CancelFlightInfoRequest(running)).getStatus())
        .isEqualTo(CancelStatus.CANCELLED);
    assertThat(server.task(task(running)).get("state").asText()).isEqualTo("cancelled");
    assertThatThrownBy(() -> rows(running))
        .isInstanceOfSatisfying(
            FlightRuntimeException.class,
            e -> assertThat(e.status().code()).isEqualTo(FlightStatusCode.CANCELLED));
    FlightInfo ended = client.execute("SELECT 1");
    server.ended(task(ended));
    assertThat(client.cancelFlightInfo(new CancelFlightInfoRequest(ended)).getStatus())
        .isEqualTo(CancelStatus.NOT_CANCELLABLE);
    assertThat(client.cancelFlightInfo(new CancelFlightInfoRequest(client.getCatalogs())))
        .extracting(result -> result.getStatus())
        .isEqualTo(CancelStatus.NOT_CANCELLABLE);
  }

  @Test
  void aStatementWhoseReaderHangsUpIsCancelled() throws Exception {
    FakeWorker worker = server.worker();
    server.store("sales.parquet");
    worker.slow = true;
    FlightInfo running = client.execute("SELECT carrier, count(*) FROM sales GROUP BY carrier");
    FlightStream stream = client.getStream(running.getEndpoints().getFirst().getTicket());
    Thread.sleep(200);
    stream.cancel("enough", null);
    assertThat(server.ended(task(running)).get("state").asText()).isEqualTo("cancelled");
    stream.close();
  }

  @Test
  void aResultThatIsRenewedIsKeptLonger() throws InterruptedException {
    FlightInfo info = client.execute("SELECT 1");
    Instant before = expires(server.ended(task(info)));
    Thread.sleep(20);
    FlightEndpoint renewed =
        client.renewFlightEndpoint(new RenewFlightEndpointRequest(info.getEndpoints().getFirst()));
    assertThat(expires(server.task(task(info)))).isAfter(before);
    assertThat(
            rows(
                new FlightInfo(
                    info.getSchemaOptional().orElseThrow(),
                    info.getDescriptor(),
                    List.of(renewed),
                    -1,
                    -1)))
        .containsExactly(List.of("1"));
  }

  private static Instant expires(ObjectNode task) {
    return Instant.parse(task.get("result_expires").asText());
  }

  @Test
  void whatIsNotTakenSaysWhy() {
    FlightSqlClient.SubstraitPlan plan = new FlightSqlClient.SubstraitPlan(new byte[] {1}, "1");
    assertThatThrownBy(() -> client.executeSubstrait(plan)).hasMessageContaining("as SQL");
    assertThatThrownBy(() -> client.executeSubstraitUpdate(plan)).hasMessageContaining("as SQL");
    assertThatThrownBy(() -> client.prepare(plan)).hasMessageContaining("as SQL");
    byte[] ticket =
        Any.pack(
                TicketStatementQuery.newBuilder()
                    .setStatementHandle(ByteString.copyFromUtf8("x"))
                    .build())
            .toByteArray();
    assertThatThrownBy(
            () -> {
              try (FlightStream stream =
                  server.flight().getStream(new org.apache.arrow.flight.Ticket(ticket))) {
                stream.next();
              }
            })
        .hasMessageContaining("TicketStatementQuery");
    assertThatThrownBy(() ->
            server
                .flight()
                .doAction(new Action("CreatePreparedStatement", new byte[] {1, 2, 3}))
                .next())
        .hasMessageContaining("CreatePreparedStatementRequest");
  }

  @Test
  void theProtocolsActionsAreListedBesideOurs() {
    assertThat(server.flight().listActions())
        .extracting(org.apache.arrow.flight.ActionType::getType)
        .contains("CreatePreparedStatement", "CancelFlightInfo", "SetSessionOptions")
        .contains("SubmitTask");
  }
}
