package dev.tadashi.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.server.base.ServerConfig;
import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.apache.arrow.flight.ActionType;
import org.apache.arrow.flight.Criteria;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerNodeTest {
  @TempDir Path dir;
  private ServerFixture server;

  @BeforeEach
  void start() throws Exception {
    server = new ServerFixture(dir);
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @Test
  void isReadyWithItsWorkers() throws Exception {
    assertThat(server.get("/readyz").statusCode()).isEqualTo(503);
    assertThat(server.get("/healthz").statusCode()).isEqualTo(200);
    server.worker();
    HttpResponse<byte[]> ready = server.get("/readyz");
    assertThat(ready.statusCode()).isEqualTo(200);
    assertThat(ServerFixture.json(ready).get("workers").asInt()).isEqualTo(1);
  }

  @Test
  void aWorkerJoinsWhenItIsRegisteredAndOnlyOnce() {
    FakeWorker worker = server.strayWorker();
    String request = "{\"address\": \"" + worker.address() + "\"}";
    ObjectNode joined = server.call("RegisterWorker", request);
    assertThat(joined.get("state").asText()).isEqualTo("healthy");
    assertThatThrownBy(() -> server.call("RegisterWorker", request))
        .hasMessageContaining("WORKER_EXISTS");
    assertThat(server.call("DrainWorker", request).get("address").asText())
        .isEqualTo(worker.address());
    server.call("UnregisterWorker", request);
    assertThat(server.call("ListWorkers", "{}").get("workers")).isEmpty();
  }

  @Test
  void tablesArePendingUntilAWorkerLooksIntoThem() throws Exception {
    server.store("sales.parquet", "bad.parquet", "many/a.parquet", "many/b.parquet");
    assertThat(states()).containsExactly("pending", "pending", "pending");
    assertThatThrownBy(() -> server.submit("")).hasMessageContaining("TABLE_PENDING");
    server.worker();
    await().until(() -> !states().contains("pending"));
    assertThat(states()).containsExactly("failed", "ready", "ready");
    JsonNode tables = server.call("ListTables", "{\"store\": \"shop\"}").get("tables");
    assertThat(tables.get(0).get("error").toString()).contains("FILE_CORRUPT", "bad.parquet");
    assertThat(tables.get(1).get("files").asInt()).isEqualTo(2);
    assertThat(tables.get(2).get("columns")).hasSize(3);
    assertThat(server.call("ListPartitions", "{\"table\": \"sales\"}").get("partitions"))
        .hasSize(1);
    server.call("DropObjectStore", "{\"name\": \"shop\"}");
    assertThat(server.call("ListTables", "{}").get("tables")).isEmpty();
  }

  private List<String> states() {
    List<String> states = new ArrayList<>();
    server
        .call("ListTables", "{}")
        .get("tables")
        .forEach(table -> states.add(table.get("state").asText()));
    return states;
  }

  @Test
  void aTaskRunsAndItsResultIsReadOnEveryDoor() throws Exception {
    server.worker();
    server.store("sales.parquet");
    String id = server.submit("");
    ObjectNode task = server.ended(id);
    assertThat(task.get("state").asText()).isEqualTo("succeeded");
    assertThat(task.get("rows").asInt()).isEqualTo(2);
    byte[] ticket = Base64.getDecoder().decode(task.get("ticket").asText());
    assertThat(rows(new Ticket(ticket))).isEqualTo(2);
    assertThat(rows(new Ticket(ticket))).isEqualTo(2);
    HttpResponse<byte[]> json = server.get("/v1/tasks/" + id + "/result");
    assertThat(new String(json.body(), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"columns\":[{\"name\":\"carrier\",\"type\":\"varchar\"},"
                + "{\"name\":\"n\",\"type\":\"int64\"}],"
                + "\"rows\":[[\"AA\",7],[\"UA\",\"9223372036854775807\"]]}");
    String arrow = "application/vnd.apache.arrow.stream";
    HttpResponse<byte[]> stream = server.get("/v1/tasks/" + id + "/result", "accept", arrow);
    assertThat(stream.headers().firstValue("content-type")).contains(arrow);
    try (ArrowStreamReader reader =
        new ArrowStreamReader(new ByteArrayInputStream(stream.body()), server.allocator)) {
      assertThat(reader.loadNextBatch()).isTrue();
      assertThat(reader.getVectorSchemaRoot().getRowCount()).isEqualTo(2);
    }
    assertThatThrownBy(() -> server.call("CancelTask", "{\"id\": \"" + id + "\"}"))
        .hasMessageContaining("TASK_FINISHED");
  }

  private long rows(Ticket ticket) throws Exception {
    long rows = 0;
    try (FlightStream stream = server.flight().getStream(ticket)) {
      while (stream.next()) {
        rows += stream.getRoot().getRowCount();
      }
    }
    return rows;
  }

  @Test
  void aLargeResultStreamsOnce() throws Exception {
    FakeWorker worker = server.worker();
    worker.bigResult = 20 << 20;
    server.store("sales.parquet");
    ObjectNode task = server.ended(server.submit(""));
    Ticket ticket = new Ticket(Base64.getDecoder().decode(task.get("ticket").asText()));
    assertThat(rows(ticket)).isEqualTo(2);
    assertThatThrownBy(() -> rows(ticket)).hasMessageContaining("RESULT_GONE");
    assertThat(server.task(task.get("id").asText()).has("ticket")).isFalse();
    ObjectNode detached = server.ended(server.submit(", \"detached\": true"));
    Ticket again = new Ticket(Base64.getDecoder().decode(detached.get("ticket").asText()));
    assertThat(rows(again)).isEqualTo(2);
    assertThat(rows(again)).isEqualTo(2);
  }

  @Test
  void aResultIsNotReadyBeforeTheEndAndGoneAfterCancel() throws Exception {
    FakeWorker worker = server.worker();
    worker.slow = true;
    server.store("sales.parquet");
    String id = server.submit("");
    assertThat(name(server.get("/v1/tasks/" + id + "/result"))).isEqualTo("RESULT_NOT_READY");
    FlightDescriptor impatient =
        FlightDescriptor.command(
            ("{\"task\": \"" + id + "\", \"wait\": false}").getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> server.flight().getInfo(impatient))
        .hasMessageContaining("RESULT_NOT_READY");
    FlightInfo info = server.flight().getInfo(FlightDescriptor.path("task", id));
    server.call("CancelTask", "{\"id\": \"" + id + "\"}");
    assertThat(server.task(id).get("state").asText()).isEqualTo("cancelled");
    assertThatThrownBy(() -> rows(info.getEndpoints().getFirst().getTicket()))
        .hasMessageContaining("TASK_CANCELLED");
    assertThat(name(server.get("/v1/tasks/" + id + "/result"))).isEqualTo("TASK_CANCELLED");
  }

  private static String name(HttpResponse<byte[]> response) {
    return ServerFixture.json(response).get("name").asText();
  }

  @Test
  void flightInfoSubmitsAndItsStreamWaits() throws Exception {
    server.worker();
    server.store("sales.parquet");
    FlightDescriptor spec =
        FlightDescriptor.command(
            ("{\"aggregate\": " + ServerFixture.SPEC + "}").getBytes(StandardCharsets.UTF_8));
    assertThat(server.flight().getSchema(spec).getSchema().getFields()).hasSize(2);
    FlightInfo info = server.flight().getInfo(spec);
    assertThat(rows(info.getEndpoints().getFirst().getTicket())).isEqualTo(2);
    assertThat(
            server
                .flight()
                .getSchema(FlightDescriptor.path("shop", "sales"))
                .getSchema()
                .getFields())
        .hasSize(3);
    List<String> listed = new ArrayList<>();
    server
        .flight()
        .listFlights(Criteria.ALL)
        .forEach(flight -> listed.add(flight.getDescriptor().getPath().getFirst()));
    assertThat(listed).containsExactly("shop", "task");
    List<String> actions = new ArrayList<>();
    for (ActionType action : server.flight().listActions()) {
      actions.add(action.getType());
    }
    assertThat(actions).contains("SubmitTask", "OpenSession").doesNotContain("Attach");
  }

  @Test
  void aTableIsLoadedAndEvicted() throws Exception {
    server.worker();
    server.store("sales.parquet");
    ObjectNode load =
        server.ended(server.call("LoadTable", "{\"table\": \"shop.sales\"}").get("id").asText());
    assertThat(load.get("state").asText()).isEqualTo("succeeded");
    assertThat(load.has("ticket")).isFalse();
    assertThat(server.call("EvictTable", "{\"table\": \"sales\"}").get("ok").asBoolean()).isTrue();
  }

  @Test
  void anIdempotencyKeyIsForOneRequest() throws Exception {
    server.worker();
    server.store("sales.parquet");
    String id = server.submit(", \"idempotency_key\": \"k\"");
    assertThat(server.submit(", \"idempotency_key\": \"k\"")).isEqualTo(id);
    assertThatThrownBy(() -> server.submit(", \"idempotency_key\": \"k\", \"priority\": 3"))
        .hasMessageContaining("IDEMPOTENCY_CONFLICT");
  }

  @Test
  void afterARestartTasksAreListedOrRunUnderTheirIds() throws Exception {
    FakeWorker worker = server.worker();
    server.store("sales.parquet");
    String session = server.call("OpenSession", "{}").get("session").asText();
    String done = server.submit("");
    server.ended(done);
    worker.slow = true;
    String unfinished = server.submit("");
    server.restart();
    worker.slow = false;
    assertThat(server.task(done).get("state").asText()).isEqualTo("succeeded");
    assertThat(server.get("/v1/workers", "x-tadashi-session", session).statusCode()).isEqualTo(200);
    // Nobody tells the worker where the control plane is now: it is dialled.
    assertThat(server.ended(unfinished).get("state").asText()).isEqualTo("succeeded");
    JsonNode tasks = server.call("ListTasks", "{\"state\": \"succeeded\"}").get("tasks");
    assertThat(tasks).hasSize(2);
    assertThat(
            rows(new Ticket(Base64.getDecoder().decode(server.task(done).get("ticket").asText()))))
        .isEqualTo(2);
  }

  @Test
  void tasksAreListedInPages() throws Exception {
    server.worker();
    server.store("sales.parquet");
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      ids.add(server.submit(""));
    }
    ids.forEach(server::ended);
    JsonNode page = server.call("ListTasks", "{\"limit\": 2}");
    assertThat(page.get("tasks").get(0).get("id").asText()).isEqualTo(ids.get(2));
    JsonNode next =
        ServerFixture.json(server.get("/v1/tasks?limit=2&after=" + page.get("next").asText()));
    assertThat(next.get("tasks")).hasSize(1);
    assertThat(next.has("next")).isFalse();
  }

  @Test
  void aDirectoryOrPortInUseIsNamed() {
    ServerConfig same = ServerConfig.local(dir.resolve("data"), List.of());
    assertThatThrownBy(() -> ServerNode.start(same))
        .isInstanceOfSatisfying(
            TadashiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ADDRESS_IN_USE))
        .hasMessageContaining("data");
    ServerConfig port =
        ServerConfig.local(
            dir.resolve("other"), List.of(), "http-port=" + server.node().httpPort());
    assertThatThrownBy(() -> ServerNode.start(port))
        .isInstanceOf(TadashiException.class)
        .hasMessageContaining(Integer.toString(server.node().httpPort()));
  }

  @Test
  void openApiNamesEveryRouteAndItsSchemas() throws Exception {
    JsonNode api = ServerFixture.json(server.get("/openapi.json"));
    assertThat(api.get("openapi").asText()).startsWith("3.1");
    assertThat(api.at("/paths/~1v1~1tasks/post/operationId").asText()).isEqualTo("SubmitTask");
    assertThat(api.at("/paths/~1v1~1tasks~1{id}~1result").isMissingNode()).isFalse();
    String text = api.toString();
    java.util.regex.Matcher references =
        java.util.regex.Pattern.compile("#/components/schemas/(\\w+)").matcher(text);
    while (references.find()) {
      assertThat(api.at("/components/schemas").has(references.group(1)))
          .as(references.group(1))
          .isTrue();
    }
    assertThat(api.at("/components/schemas/AggregateSpec/properties").has("order_by")).isTrue();
  }

  @Test
  void anotherHostIsRefused() throws Exception {
    try (java.net.Socket socket = new java.net.Socket("127.0.0.1", server.node().httpPort())) {
      socket
          .getOutputStream()
          .write(
              "GET /v1/workers HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 403").contains("HOST_REFUSED");
    }
  }
}
