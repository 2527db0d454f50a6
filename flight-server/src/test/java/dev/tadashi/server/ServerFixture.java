package dev.tadashi.server;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tadashi.flight.op.Operation;
import dev.tadashi.flight.op.Operation.HttpRoute;
import dev.tadashi.flight.op.Operations;
import dev.tadashi.model.json.Json;
import dev.tadashi.server.base.ServerConfig;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.Result;
import org.apache.arrow.memory.RootAllocator;

/** A control plane, its two doors as clients see them, and as many fake workers as a test wants. */
final class ServerFixture implements AutoCloseable {
  final Path dir;
  final Path files;
  final RootAllocator allocator = new RootAllocator();
  private final List<FakeWorker> workers = new ArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private FlightClient flight;
  private ServerNode node;

  private final String[] settings;

  /** With these settings, each as {@code name=value}. */
  ServerFixture(Path dir, String... settings) throws IOException {
    this.dir = dir;
    this.settings = settings;
    this.files = Files.createDirectories(dir.resolve("files").resolve("shop"));
    this.node = ServerNode.start(config());
    this.flight = connect();
  }

  private ServerConfig config() {
    return ServerConfig.local(dir.resolve("data"), List.of(dir.resolve("files")), settings);
  }

  private FlightClient connect() {
    return FlightClient.builder(allocator, Location.forGrpcInsecure("127.0.0.1", flightPort()))
        .build();
  }

  int flightPort() {
    return URI.create(node.flightUri()).getPort();
  }

  ServerNode node() {
    return node;
  }

  FlightClient flight() {
    return flight;
  }

  /** Stops the control plane and starts another on the same directory (and other ports). */
  void restart() throws InterruptedException {
    flight.close();
    node.close();
    node = ServerNode.start(config());
    flight = connect();
  }

  /** A fake worker that has joined by itself. */
  FakeWorker worker() {
    FakeWorker worker = new FakeWorker();
    workers.add(worker);
    int before = node.healthyWorkers();
    worker.join("127.0.0.1:" + flightPort());
    await().until(() -> node.healthyWorkers() > before);
    return worker;
  }

  /** A fake worker that nobody has told of the control plane. */
  FakeWorker strayWorker() {
    FakeWorker worker = new FakeWorker();
    workers.add(worker);
    return worker;
  }

  void close(FakeWorker worker) {
    workers.remove(worker);
    worker.close();
  }

  /** The store {@code shop} with a file for each name. */
  ObjectNode store(String... names) throws IOException {
    for (String name : names) {
      Path file = files.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "PAR1 is what it begins with");
    }
    return call("RegisterObjectStore", "{\"uri\": \"file://" + files + "\"}");
  }

  /** An operation by Flight; an error is thrown as Flight gives it. */
  ObjectNode call(String operation, String body) {
    Action action = new Action(operation, body.getBytes(StandardCharsets.UTF_8));
    Iterator<Result> results = flight.doAction(action);
    ObjectNode answer = Json.readPeer(results.next().getBody(), ObjectNode.class);
    while (results.hasNext()) {
      results.next();
    }
    return answer;
  }

  /** Runs a statement to its end; the task. */
  ObjectNode sql(String statement) {
    ObjectNode request = Json.readPeer("{}", ObjectNode.class).put("sql", statement);
    return ended(call("SubmitTask", request.toString()).get("id").asText());
  }

  /** Submits the usual aggregation; its id. */
  String submit(String more) {
    return call("SubmitTask", "{\"aggregate\": " + SPEC + more + "}").get("id").asText();
  }

  static final String SPEC =
      "{\"table\": \"sales\", \"by\": [\"carrier\"],"
          + " \"aggregates\": [{\"fn\": \"count\", \"as\": \"n\"}]}";

  ObjectNode task(String id) {
    return call("GetTask", "{\"id\": \"" + id + "\"}");
  }

  ObjectNode ended(String id) {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() ->
            List.of("succeeded", "failed", "cancelled").contains(task(id).get("state").asText()));
    return task(id);
  }

  /** A raw HTTP call. */
  HttpResponse<byte[]> http(String method, String path, byte[] body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.BodyPublisher publisher =
        body.length == 0
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofByteArray(body);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(node.httpUrl() + path)).method(method, publisher);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  HttpResponse<byte[]> get(String path, String... headers)
      throws IOException, InterruptedException {
    return http("GET", path, new byte[0], headers);
  }

  HttpResponse<byte[]> post(String path, String json) throws IOException, InterruptedException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    return http("POST", path, body, "content-type", "application/json");
  }

  /** An operation by its HTTP route, from the same JSON as by Flight. */
  HttpResponse<byte[]> byRoute(String operation, String json)
      throws IOException, InterruptedException {
    HttpRoute route = Operations.byName(operation).map(Operation::http).orElseThrow();
    ObjectNode left = Json.readPeer(json, ObjectNode.class);
    String path = route.path();
    List<String> query = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : List.copyOf(left.properties())) {
      String value = URLEncoder.encode(field.getValue().asText(), StandardCharsets.UTF_8);
      String part = "{" + field.getKey() + "}";
      if (path.contains(part)) {
        path = path.replace(part, value);
        left.remove(field.getKey());
      } else {
        query.add(field.getKey() + "=" + value);
      }
    }
    if (route.method().equals("POST")) {
      return post(path, left.toString());
    }
    String suffix = query.isEmpty() ? "" : "?" + String.join("&", query);
    return http(route.method(), path + suffix, new byte[0]);
  }

  static JsonNode json(HttpResponse<byte[]> response) {
    return Json.readPeer(response.body(), JsonNode.class);
  }

  @Override
  public void close() throws Exception {
    flight.close();
    workers.forEach(FakeWorker::close);
    node.close();
    http.close();
    allocator.close();
  }
}
