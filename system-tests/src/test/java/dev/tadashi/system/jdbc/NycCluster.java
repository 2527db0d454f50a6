package dev.tadashi.system.jdbc;

import static org.awaitility.Awaitility.await;

import dev.tadashi.flight.settings.Program;
import dev.tadashi.server.ServerNode;
import dev.tadashi.server.base.ServerConfig;
import dev.tadashi.worker.WorkerConfig;
import dev.tadashi.worker.WorkerNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A control plane and a worker over the flights of 2013, and a JDBC URL to them. */
final class NycCluster implements AutoCloseable {
  static final Path DATA =
      Path.of(System.getProperty("tadashi.checkout", "..")).resolve("testdata/nycflights13");

  private final ServerNode server;
  private final WorkerNode worker;

  private final Optional<String> token;

  NycCluster(Path dir) throws Exception {
    this(dir, Optional.empty());
  }

  /** A cluster that lets in who has the token. */
  static NycCluster guarded(Path dir, String token) throws Exception {
    return new NycCluster(dir, Optional.of(token));
  }

  private NycCluster(Path dir, Optional<String> token) throws Exception {
    this.token = token;
    Path file = dir.resolve("token");
    Files.createDirectories(dir);
    if (token.isPresent()) {
      Files.writeString(file, token.get());
    }
    List<String> secret = token.map(t -> List.of("token-file=" + file)).orElse(List.of());
    server =
        ServerNode.start(
            ServerConfig.local(
                dir.resolve("server"), List.of(DATA), secret.toArray(String[]::new)));
    List<String> settings = new ArrayList<>(secret);
    settings.addAll(
        List.of(
            "port=0",
            "server=" + server.flightUri().replace("grpc://", ""),
            "memory=512MiB",
            "threads=2",
            "data-dir=" + dir.resolve("worker"),
            "file-root=" + DATA,
            "file-root=" + dir.resolve("server/store")));
    worker =
        WorkerNode.start(WorkerConfig.of(Program.WORKER.settings(settings.toArray(String[]::new))));
    await().atMost(Duration.ofSeconds(60)).until(() -> server.healthyWorkers() == 1);
    register();
  }

  private void register() throws Exception {
    String body = "{\"uri\": \"" + DATA.toUri() + "\", \"name\": \"nyc\"}";
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.httpUrl() + "/v1/object-stores"))
            .header("content-type", "application/json")
            .header("authorization", "Bearer " + token.orElse("none"))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IllegalStateException(answer.body());
      }
    }
  }

  int port() {
    return URI.create(server.flightUri()).getPort();
  }

  /** A connection by the driver, with more options such as {@code &catalog=tadashi}. */
  Connection connect(String options) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:arrow-flight-sql://127.0.0.1:" + port() + "/?useEncryption=false" + options);
  }

  /** The rows of a query, each value as a text. */
  static List<List<String>> rows(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return rows(statement.executeQuery(sql));
    }
  }

  /** All rows; closes the result. */
  static List<List<String>> rows(ResultSet result) throws SQLException {
    List<List<String>> rows = new ArrayList<>();
    try (result) {
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.add(String.valueOf(result.getObject(i)));
        }
        rows.add(row);
      }
    }
    return rows;
  }

  /** Fails when anything of the two nodes is left: they check their memory themselves. */
  @Override
  public void close() {
    worker.close();
    server.close();
  }
}
