package dev.tadashi.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tadashi.flight.rpc.FlightErrors;
import dev.tadashi.model.error.TadashiException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.Ticket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every bad input is the same numbered error on both doors, and changes nothing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputTest {
  private static final String ID = "0190a0a0-0000-7000-8000-000000000001";

  private ServerFixture server;

  @BeforeAll
  void start(@TempDir Path dir) throws Exception {
    server = new ServerFixture(dir);
    server.worker();
    server.store("sales.parquet", "bad.parquet");
  }

  @AfterAll
  void stop() throws Exception {
    server.close();
  }

  @ParameterizedTest(name = "{0} {1} is {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "SubmitTask | {'aggregate': {'table': 'nope', 'by': ['carrier']}} | UNKNOWN_TABLE",
        "SubmitTask | {'aggregate': {'table': 'nope.sales', 'by': ['carrier']}} | UNKNOWN_TABLE",
        "SubmitTask | {'aggregate': {'table': 'sales', 'by': ['nope']}} | UNKNOWN_COLUMN",
        "SubmitTask | {'aggregate': {'table': 'sales', 'by': ['carrier'], 'colour': 1}} | UNKNOWN_FIELD",
        "SubmitTask | {'aggregate': {'table': 'sales', 'by': ['carrier']}, 'colour': 1} | UNKNOWN_FIELD",
        "SubmitTask | {'aggregate': {'table': 'sales', 'by': []}} | EMPTY_AGGREGATION",
        "SubmitTask | {'aggregate': {'table': 'sales', 'by': 7}} | INVALID_ARGUMENT",
        "SubmitTask | {'aggregate': {'by': ['carrier']}} | INVALID_ARGUMENT",
        "SubmitTask | {'aggregate': {'table': 'bad', 'by': ['carrier']}} | TABLE_FAILED",
        "SubmitTask | {'aggregate': {'table': 'sales', 'by': ['carrier']}, 'timeout': 'soon'} | INVALID_ARGUMENT",
        "SubmitTask | {'aggregate': {'table': 'sales', 'by': ['carrier']}, 'timeout': '0s'} | INVALID_ARGUMENT",
        "SubmitTask | {'aggregate': {'table': 'sales', 'aggregates': [{'fn': 'nope', 'column': 'delay'}]}} | UNKNOWN_FUNCTION",
        "SubmitTask | {'aggregate': {'table': 'sales', 'aggregates': [{'fn': 'sum', 'column': 'carrier'}]}} | TYPE_MISMATCH",
        "SubmitTask | {'aggregate': {'table': 'sales', 'by': ['carrier'], 'where': {'op': '>', 'args': [{'col': 'distance'}, {'lit': 1, 'type': 'int1000'}]}}} | UNKNOWN_TYPE",
        "GetTask | {'id': '" + ID + "'} | UNKNOWN_TASK",
        "CancelTask | {'id': '" + ID + "'} | UNKNOWN_TASK",
        "ListTasks | {'state': 'nope'} | INVALID_ARGUMENT",
        "ListTasks | {'limit': 0} | INVALID_ARGUMENT",
        "ListTasks | {'colour': 1} | UNKNOWN_FIELD",
        "LoadTable | {'table': 'nope'} | UNKNOWN_TABLE",
        "LoadTable | {'table': 'sales', 'columns': ['nope']} | UNKNOWN_COLUMN",
        "LoadTable | {'table': 'sales', 'columns': []} | INVALID_ARGUMENT",
        "EvictTable | {'table': 'nope'} | UNKNOWN_TABLE",
        "ListPartitions | {'table': 'nope'} | UNKNOWN_TABLE",
        "ListTables | {'store': 'nope'} | UNKNOWN_STORE",
        "DropObjectStore | {'name': 'nope'} | UNKNOWN_STORE",
        "RegisterObjectStore | {'uri': 'file:///etc'} | PATH_NOT_ALLOWED",
        "RegisterObjectStore | {'uri': 'ftp://host/x'} | UNSUPPORTED",
        "OpenSession | {'search_path': ['nope']} | UNKNOWN_STORE",
        "RegisterWorker | {'address': 'nope'} | INVALID_ARGUMENT",
        "RegisterWorker | {'address': 'localhost:99999'} | INVALID_ARGUMENT",
        "RegisterWorker | {'address': 'localhost:1'} | WORKER_UNREACHABLE",
        "DrainWorker | {'address': 'localhost:1'} | UNKNOWN_WORKER",
        "UnregisterWorker | {'address': 'localhost:1'} | UNKNOWN_WORKER"
      })
  void bothDoorsAnswerTheSameNumberedError(String operation, String request, String name)
      throws Exception {
    String json = request.replace('\'', '"');
    String before = server.call("ListTasks", "{}").toString();
    TadashiException byFlight = flightError(operation, json);
    HttpResponse<byte[]> byHttp = server.byRoute(operation, json);
    assertThat(byFlight.code()).hasToString(name);
    assertThat(byFlight.detail().message()).isNotBlank();
    assertThat(ServerFixture.json(byHttp).get("name").asText()).isEqualTo(name);
    assertThat(ServerFixture.json(byHttp).get("code").asInt()).isEqualTo(byFlight.code().number());
    assertThat(byHttp.statusCode()).isEqualTo(byFlight.code().httpStatus());
    assertThat(byHttp.headers().firstValue("content-type")).contains("application/problem+json");
    assertThat(server.call("ListTasks", "{}").toString()).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{ | INVALID_JSON",
        "{} {} | INVALID_ARGUMENT",
        "[] | INVALID_ARGUMENT",
        "null | INVALID_JSON",
        "{\"aggregate\": 1} | INVALID_ARGUMENT"
      })
  void bodiesThatAreNoRequest(String body, String name) throws Exception {
    assertThat(flightError("SubmitTask", body).code().name()).isIn(name, "INVALID_JSON");
    HttpResponse<byte[]> byHttp = server.post("/v1/tasks", body);
    assertThat(byHttp.statusCode()).isEqualTo(400);
    assertThat(ServerFixture.json(byHttp).get("name").asText()).isIn(name, "INVALID_JSON");
  }

  @Test
  void aStoreThatIsThereIsNotRegisteredTwice() {
    String again = "{\"uri\": \"file://" + server.files + "\"}";
    assertThat(flightError("RegisterObjectStore", again).code()).hasToString("STORE_EXISTS");
  }

  @Test
  void whatAnswersButIsNoWorkerIsNamed() throws Exception {
    String self = "{\"address\": \"127.0.0.1:" + server.flightPort() + "\"}";
    assertThat(flightError("RegisterWorker", self).code()).hasToString("NOT_A_WORKER");
    assertThat(server.byRoute("RegisterWorker", self).statusCode()).isEqualTo(502);
    assertThat(server.call("ListWorkers", "{}").get("workers")).hasSize(1);
  }

  @Test
  void unknownOperationsAndRoutes() throws Exception {
    assertThat(flightError("Nope", "{}").code()).hasToString("UNKNOWN_OPERATION");
    HttpResponse<byte[]> byHttp = server.get("/v1/nope");
    assertThat(byHttp.statusCode()).isEqualTo(404);
    assertThat(ServerFixture.json(byHttp).get("name").asText()).isEqualTo("UNKNOWN_OPERATION");
  }

  @Test
  void aBodyOver16MiBIsRefused() throws Exception {
    String large = "{\"aggregate\": {\"table\": \"" + "x".repeat(17 << 20) + "\"}}";
    assertThat(flightError("SubmitTask", large).code()).hasToString("BODY_TOO_LARGE");
    HttpResponse<byte[]> byHttp = server.post("/v1/tasks", large);
    assertThat(byHttp.statusCode()).isEqualTo(413);
    assertThat(ServerFixture.json(byHttp).get("name").asText()).isEqualTo("BODY_TOO_LARGE");
  }

  @Test
  void writesNeedJson() throws Exception {
    byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
    assertThat(server.http("POST", "/v1/session", body).statusCode()).isEqualTo(415);
    assertThat(server.http("POST", "/v1/session", body, "content-type", "text/plain").statusCode())
        .isEqualTo(415);
  }

  @Test
  void parametersAreStrict() throws Exception {
    assertThat(ServerFixture.json(server.get("/v1/tasks?limit=ten")).get("name").asText())
        .isEqualTo("INVALID_ARGUMENT");
    assertThat(ServerFixture.json(server.get("/v1/tasks?limit=1&limit=2")).get("name").asText())
        .isEqualTo("INVALID_ARGUMENT");
    assertThat(ServerFixture.json(server.get("/v1/workers?x=1")).get("name").asText())
        .isEqualTo("UNKNOWN_FIELD");
  }

  @Test
  void anUnknownSessionIsRefusedOnBothDoors() throws Exception {
    HttpResponse<byte[]> byHttp = server.get("/v1/workers", "x-tadashi-session", "nope");
    assertThat(byHttp.statusCode()).isEqualTo(404);
    assertThat(ServerFixture.json(byHttp).get("name").asText()).isEqualTo("UNKNOWN_SESSION");
  }

  @Test
  void ticketsThatAreNotOursAreRefused() {
    for (byte[] ticket : new byte[][] {{}, {1, 2, 3}, new byte[100]}) {
      assertThatThrownBy(
              () -> {
                try (FlightStream stream = server.flight().getStream(new Ticket(ticket))) {
                  stream.next();
                }
              })
          .hasMessageContaining("INVALID_TICKET");
    }
  }

  private TadashiException flightError(String operation, String json) {
    FlightRuntimeException failure =
        catchThrowableOfType(FlightRuntimeException.class, () -> server.call(operation, json));
    assertThat(failure)
        .as(operation + " " + json.substring(0, Math.min(200, json.length())))
        .isNotNull();
    return FlightErrors.fromFlight(failure, "server");
  }
}
