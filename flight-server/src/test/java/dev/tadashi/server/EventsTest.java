package dev.tadashi.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tadashi.model.json.Json;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Events as a client of the HTTP door hears them. */
@Timeout(60)
class EventsTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  @TempDir Path dir;

  private final HttpClient http = HttpClient.newHttpClient();
  private ServerFixture server;

  /** A listener's stream: its lines so far. */
  private static final class Ear {
    final List<String> lines = new CopyOnWriteArrayList<>();
    final Thread thread;

    Ear(Stream<String> stream) {
      thread =
          Thread.ofVirtual()
              .start(() -> {
                try (stream) {
                  stream.forEach(lines::add);
                } catch (RuntimeException e) {
                  lines.add("broken");
                }
              });
    }

    /** Data of the events of that kind so far. */
    List<JsonNode> events(String kind) {
      List<String> all = List.copyOf(lines);
      return java.util.stream.IntStream.range(0, all.size() - 1)
          .filter(i -> all.get(i).equals("event: " + kind))
          .mapToObj(i -> Json.readPeer(all.get(i + 1).substring("data: ".length()), JsonNode.class))
          .toList();
    }

    Optional<String> lastId() {
      return lines.stream()
          .filter(line -> line.startsWith("id: "))
          .reduce((first, second) -> second)
          .map(line -> line.substring("id: ".length()));
    }
  }

  @BeforeEach
  void start() throws Exception {
    server = new ServerFixture(dir, "event-heartbeat=100ms", "event-clients=2");
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
    http.close();
  }

  private Ear listen(String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.node().httpUrl() + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<Stream<String>> answer =
        http.send(request.build(), HttpResponse.BodyHandlers.ofLines());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type").orElseThrow())
        .startsWith("text/event-stream");
    return new Ear(answer.body());
  }

  private static List<String> states(Ear ear, String task) {
    return ear.events("task").stream()
        .filter(event -> event.get("id").asText().equals(task))
        .map(event -> event.get("state").asText())
        .distinct()
        .toList();
  }

  @Test
  void aListenerHearsOfTasksAndWorkers() throws Exception {
    Ear ear = listen("/v1/events");
    await().atMost(SOON).until(() -> ear.events("snapshot").size() == 1);
    assertThat(ear.events("snapshot").getFirst().get("workers")).isEmpty();
    FakeWorker worker = server.worker();
    server.store("sales.parquet");
    String task = server.submit("");
    await().atMost(SOON).until(() -> states(ear, task).contains("succeeded"));
    assertThat(states(ear, task)).containsSubsequence("queued", "running", "succeeded");
    await()
        .atMost(SOON)
        .until(() ->
            ear.events("worker").stream().anyMatch(e -> e.get("state").asText().equals("healthy")));
    server.call("UnregisterWorker", "{\"address\": \"" + worker.address() + "\"}");
    await().atMost(SOON).until(() -> !ear.events("worker-gone").isEmpty());
    await().atMost(SOON).until(() -> ear.lines.contains(":"));
  }

  @Test
  void whoComesBackHearsWhatWasMissed() throws Exception {
    server.worker();
    server.store("sales.parquet");
    Ear before = listen("/v1/events");
    await().atMost(SOON).until(() -> before.lastId().isPresent());
    String had = before.lastId().orElseThrow();
    String missed = server.submit("");
    server.ended(missed);
    Ear after = listen("/v1/events", "Last-Event-ID", had);
    await().atMost(SOON).until(() -> states(after, missed).contains("succeeded"));
    assertThat(after.events("snapshot")).isEmpty();
  }

  @Test
  void theStreamOfATaskEndsWithIt() throws Exception {
    FakeWorker worker = server.worker();
    worker.slow = true;
    server.store("sales.parquet");
    String task = server.submit("");
    String other = server.submit("");
    Ear ear = listen("/v1/tasks/" + task + "/events");
    await().atMost(SOON).until(() -> !ear.events("task").isEmpty());
    worker.slow = false;
    assertThat(ear.thread.join(SOON)).isTrue();
    assertThat(ear.events("task").getLast().get("state").asText()).isEqualTo("succeeded");
    assertThat(states(ear, other)).isEmpty();
    Ear late = listen("/v1/tasks/" + task + "/events");
    assertThat(late.thread.join(SOON)).isTrue();
    assertThat(states(late, task)).containsExactly("succeeded");
  }

  @Test
  void unknownTasksAndTooManyListenersAreTold() throws Exception {
    assertThat(server.get("/v1/tasks/" + "0".repeat(26) + "/events").statusCode())
        .isBetween(400, 404);
    listen("/v1/events");
    listen("/v1/events");
    HttpResponse<byte[]> refused = server.get("/v1/events");
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(ServerFixture.json(refused).get("name").asText()).isEqualTo("TOO_MANY_LISTENERS");
  }

  @Test
  void aListenerThatGoesMakesRoom() throws Exception {
    listen("/v1/events");
    try (Socket gone = new Socket("127.0.0.1", server.node().httpPort())) {
      gone.getOutputStream()
          .write(
              "GET /v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n"
                  .getBytes(StandardCharsets.UTF_8));
      assertThat(gone.getInputStream().read()).isEqualTo('H');
    }
    await()
        .atMost(SOON)
        .until(() -> {
          try (HttpClient client = HttpClient.newHttpClient()) {
            URI all = URI.create(server.node().httpUrl() + "/v1/events");
            HttpResponse<Stream<String>> answer =
                client.send(
                    HttpRequest.newBuilder(all).build(), HttpResponse.BodyHandlers.ofLines());
            answer.body().close();
            client.shutdownNow();
            return answer.statusCode() == 200;
          }
        });
  }

  @Test
  void aServerThatStopsEndsItsStreamsAtOnce() throws Exception {
    Ear ear = listen("/v1/events");
    await().atMost(SOON).until(() -> ear.lastId().isPresent());
    long begin = System.nanoTime();
    server.restart();
    assertThat(ear.thread.join(SOON)).isTrue();
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
  }
}
