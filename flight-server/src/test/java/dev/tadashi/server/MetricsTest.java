package dev.tadashi.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsTest {
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

  private List<String> figures() throws Exception {
    HttpResponse<byte[]> answer = server.get("/metrics");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type").orElseThrow()).startsWith("text/plain");
    return new String(answer.body(), StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void tasksAreCountedByTheirEnd() throws Exception {
    FakeWorker worker = server.worker();
    server.store("sales.parquet");
    server.ended(server.submit(""));
    worker.slow = true;
    String cancelled = server.submit("");
    server.call("CancelTask", "{\"id\": \"" + cancelled + "\"}");
    String running = server.submit("");
    await().until(() -> server.task(running).get("state").asText().equals("running"));
    assertThat(figures())
        .contains(
            "tadashi_tasks_submitted_total 3.0",
            "tadashi_tasks{state=\"running\"} 1.0",
            "tadashi_workers{state=\"healthy\"} 1.0",
            "tadashi_task_duration_seconds_count{state=\"succeeded\"} 1",
            "tadashi_task_duration_seconds_count{state=\"cancelled\"} 1",
            "tadashi_task_duration_seconds_bucket{state=\"succeeded\",le=\"+Inf\"} 1",
            "tadashi_catalog_write_seconds_count 5")
        .anyMatch(line -> line.startsWith("jvm_memory_used_bytes"));
  }

  @Test
  void everyFigureHasAHelpAndAType() throws Exception {
    server.worker();
    List<String> lines = figures();
    List<String> typed =
        lines.stream()
            .filter(line -> line.startsWith("# TYPE "))
            .map(line -> line.split(" ")[2])
            .toList();
    assertThat(typed)
        .allSatisfy(
            name -> assertThat(lines).anyMatch(line -> line.startsWith("# HELP " + name + " ")));
    assertThat(lines.stream().filter(line -> !line.startsWith("#")))
        .allSatisfy(line -> assertThat(typed).anyMatch(line::startsWith));
  }

  @Test
  void workersAreLabelledAndGoWhenTheyLeave() throws Exception {
    FakeWorker worker = server.worker();
    String label = "{worker=\"" + worker.address() + "\"}";
    assertThat(figures())
        .contains(
            "tadashi_worker_memory_limit_bytes" + label + " 1.073741824E9",
            "tadashi_worker_threads" + label + " 2.0",
            "tadashi_worker_exchange_sent_bytes_total" + label + " 0.0");
    server.call("UnregisterWorker", "{\"address\": \"" + worker.address() + "\"}");
    assertThat(figures()).noneMatch(line -> line.contains(worker.address()));
  }
}
