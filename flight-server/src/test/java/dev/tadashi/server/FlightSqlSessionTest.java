package dev.tadashi.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.arrow.flight.CallHeaders;
import org.apache.arrow.flight.CallStatus;
import org.apache.arrow.flight.CloseSessionRequest;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightClientMiddleware;
import org.apache.arrow.flight.GetSessionOptionsRequest;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.SessionOptionValueFactory;
import org.apache.arrow.flight.SetSessionOptionsRequest;
import org.apache.arrow.flight.SetSessionOptionsResult.ErrorValue;
import org.apache.arrow.flight.client.ClientCookieMiddleware;
import org.apache.arrow.flight.sql.FlightSqlClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions and transactions in Flight SQL: what a connection sets holds for that connection. */
final class FlightSqlSessionTest {
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

  @Test
  void optionsOfASessionHoldForCallsWithItsCookie() throws Exception {
    server.worker();
    server.store("sales.parquet");
    Location location = Location.forGrpcInsecure("127.0.0.1", server.flightPort());
    ClientCookieMiddleware.Factory cookies = new ClientCookieMiddleware.Factory();
    try (FlightClient plain =
            FlightClient.builder(server.allocator, location).intercept(cookies).build();
        FlightSqlClient mine = new FlightSqlClient(plain)) {
      checkOptions(mine);
      assertThat(FlightRows.of(mine, mine.execute("SHOW search_path"))).hasToString("[[shop]]");
    }
  }

  private void checkOptions(FlightSqlClient mine) {
    assertThat(
            mine.setSessionOptions(
                    new SetSessionOptionsRequest(
                        Map.of(
                            "catalog", SessionOptionValueFactory.makeSessionOptionValue("tadashi"),
                            "schema", SessionOptionValueFactory.makeSessionOptionValue("shop"),
                            "priority", SessionOptionValueFactory.makeSessionOptionValue(7),
                            "colour", SessionOptionValueFactory.makeSessionOptionValue("red"))))
                .getErrors())
        .hasSize(1)
        .hasEntrySatisfying(
            "colour", error -> assertThat(error.value).isEqualTo(ErrorValue.INVALID_NAME));
    assertThat(
            mine.setSessionOptions(
                    new SetSessionOptionsRequest(
                        Map.of(
                            "catalog", SessionOptionValueFactory.makeSessionOptionValue("other"),
                            "schema", SessionOptionValueFactory.makeSessionOptionValue("nope"),
                            "timezone", SessionOptionValueFactory.makeSessionOptionValue("CET"))))
                .getErrors()
                .values())
        .hasSize(3)
        .allSatisfy(error -> assertThat(error.value).isEqualTo(ErrorValue.INVALID_VALUE));
    assertThat(mine.getSessionOptions(new GetSessionOptionsRequest()).getSessionOptions())
        .containsEntry("catalog", SessionOptionValueFactory.makeSessionOptionValue("tadashi"))
        .containsEntry("schema", SessionOptionValueFactory.makeSessionOptionValue("shop"))
        .containsEntry("priority", SessionOptionValueFactory.makeSessionOptionValue("7"))
        .containsKey("statement_timeout");
  }

  /** As a client that keeps no cookies, but the bearer that it was told last. */
  @Test
  void whatAStatementSetsHoldsForCallsWithTheBearerThatItGave() throws Exception {
    Location location = Location.forGrpcInsecure("127.0.0.1", server.flightPort());
    BearerOnly bearer = new BearerOnly();
    try (FlightClient plain =
            FlightClient.builder(server.allocator, location).intercept(call -> bearer).build();
        FlightSqlClient mine = new FlightSqlClient(plain)) {
      assertThat(FlightRows.of(mine, mine.execute("SHOW priority"))).hasToString("[[0]]");
      assertThat(bearer.last).isNull();
      mine.executeUpdate("SET priority = 3");
      assertThat(bearer.last).startsWith("Bearer open.");
      assertThat(FlightRows.of(mine, mine.execute("SHOW priority"))).hasToString("[[3]]");
      assertThat(FlightRows.of(client, client.execute("SHOW priority"))).hasToString("[[0]]");
    }
  }

  /** Sends the bearer that came last. */
  private static final class BearerOnly implements FlightClientMiddleware {
    private @Nullable String last;

    @Override
    public void onBeforeSendingHeaders(CallHeaders outgoing) {
      if (last != null) {
        outgoing.insert("authorization", last);
      }
    }

    @Override
    public void onHeadersReceived(CallHeaders incoming) {
      String given = incoming.get("authorization");
      last = given == null ? last : given;
    }

    @Override
    public void onCallCompleted(CallStatus status) {}
  }

  @Test
  void aSessionThatIsClosedIsForgotten() throws Exception {
    Location location = Location.forGrpcInsecure("127.0.0.1", server.flightPort());
    ClientCookieMiddleware.Factory cookies = new ClientCookieMiddleware.Factory();
    try (FlightClient plain =
            FlightClient.builder(server.allocator, location).intercept(cookies).build();
        FlightSqlClient mine = new FlightSqlClient(plain)) {
      mine.execute("SET priority = 3");
      assertThat(FlightRows.of(mine, mine.execute("SHOW priority"))).hasToString("[[3]]");
      mine.closeSession(new CloseSessionRequest());
      assertThat(FlightRows.of(mine, mine.execute("SHOW priority"))).hasToString("[[0]]");
      mine.closeSession(new CloseSessionRequest());
    }
  }

  @Test
  void transactionsAreAcceptedAndSavepointsRefusedWithAReason() {
    FlightSqlClient.Transaction transaction = client.beginTransaction();
    assertThat(FlightRows.of(client, client.execute("SELECT 1", transaction)))
        .containsExactly(List.of("1"));
    assertThatThrownBy(() -> client.beginSavepoint(transaction, "s"))
        .hasMessageContaining("there are no savepoints");
    client.commit(transaction);
    client.rollback(client.beginTransaction());
  }
}
