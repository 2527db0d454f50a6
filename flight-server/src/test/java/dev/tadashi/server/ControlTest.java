package dev.tadashi.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators ask of a control plane. */
class ControlTest {
  @TempDir Path dir;

  private ServerFixture server;

  @BeforeEach
  void start() throws Exception {
    server = new ServerFixture(dir, "task-ttl=10s", "kept-tasks=2");
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private static List<String> ids(JsonNode page) {
    List<String> ids = new ArrayList<>();
    page.get("tasks").forEach(task -> ids.add(task.get("id").asText()));
    return ids;
  }

  @Test
  void tasksAreListedByOneOrSeveralStates() throws Exception {
    FakeWorker worker = server.worker();
    server.store("sales.parquet");
    String done = server.submit("");
    server.ended(done);
    worker.slow = true;
    String cancelled = server.submit("");
    server.call("CancelTask", "{\"id\": \"" + cancelled + "\"}");
    String running = server.submit("");
    await().until(() -> server.task(running).get("state").asText().equals("running"));
    assertThat(ids(server.call("ListTasks", "{\"state\": [\"running\", \"queued\"]}")))
        .containsExactly(running);
    assertThat(ids(ServerFixture.json(server.get("/v1/tasks?state=running&state=succeeded"))))
        .containsExactly(running, done);
    assertThat(ids(ServerFixture.json(server.get("/v1/tasks?state=cancelled"))))
        .containsExactly(cancelled);
    assertThat(server.get("/v1/tasks?state=asleep").statusCode()).isEqualTo(400);
    assertThatThrownBy(() -> server.call("ListTasks", "{\"state\": [null]}"))
        .hasMessageContaining("INVALID_ARGUMENT");
  }

  @Test
  void pagesOfSomeStatesSkipTheOthers() throws Exception {
    FakeWorker worker = server.worker();
    worker.slow = true;
    server.store("sales.parquet");
    List<String> kept = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      String id = server.submit("");
      if (i % 2 == 0) {
        kept.addFirst(id);
      } else {
        server.call("CancelTask", "{\"id\": \"" + id + "\"}");
      }
    }
    String states = "{\"state\": [\"queued\", \"running\", \"failed\"], \"limit\": 2";
    JsonNode first = server.call("ListTasks", states + "}");
    assertThat(ids(first)).containsExactlyElementsOf(kept.subList(0, 2));
    String after = ", \"after\": \"" + first.get("next").asText() + "\"}";
    assertThat(ids(server.call("ListTasks", states + after))).containsExactly(kept.get(2));
  }

  @Test
  void aTaskTellsHowMuchOfItsTableItHasRead() throws Exception {
    FakeWorker worker = server.worker();
    worker.slow = true;
    server.store("sales.parquet");
    String load = server.call("LoadTable", "{\"table\": \"sales\"}").get("id").asText();
    JsonNode before = server.task(load).get("input");
    assertThat(before.get("rows").asLong()).isZero();
    assertThat(before.get("rows_total").asLong()).isPositive();
    assertThat(before.get("bytes_total").asLong()).isPositive();
    worker.slow = false;
    ObjectNode ended = server.ended(load);
    assertThat(ended.at("/input/rows").asLong()).isEqualTo(ended.get("rows").asLong());
    assertThat(ended.at("/input/bytes")).isEqualTo(before.get("bytes_total"));
  }

  @Test
  void onlySoManyEndedTasksAreKept() throws Exception {
    server.worker();
    server.store("sales.parquet");
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      ids.add(server.submit(""));
      server.ended(ids.getLast());
    }
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> ids(server.call("ListTasks", "{}")).size() == 2);
    assertThatThrownBy(() -> server.task(ids.getFirst())).hasMessageContaining("UNKNOWN_TASK");
    assertThat(server.task(ids.getLast()).get("state").asText()).isEqualTo("succeeded");
  }

  @Test
  void aDrainedWorkerTakesNothingNewAndAnUnregisteredOneIsGone() throws Exception {
    FakeWorker first = server.worker();
    FakeWorker second = server.worker();
    server.store("sales.parquet");
    String address = "{\"address\": \"" + first.address() + "\"}";
    assertThat(server.call("DrainWorker", address).get("state").asText()).isEqualTo("draining");
    String worker = server.ended(server.submit("")).at("/stages/0/splits/0/worker").asText();
    assertThat(worker).isEqualTo(second.address());
    assertThat(server.call("UnregisterWorker", address).get("ok").asBoolean()).isTrue();
    assertThat(server.call("ListWorkers", "{}").get("workers")).hasSize(1);
    assertThatThrownBy(() -> server.call("DrainWorker", address))
        .hasMessageContaining("UNKNOWN_WORKER");
  }

  @Test
  void aNullWhereAValueIsNeededIsNamed() {
    assertThatThrownBy(() -> server.call("RegisterWorker", "{\"address\": null}"))
        .hasMessageContaining("INVALID_ARGUMENT")
        .hasMessageContaining("address");
    assertThatThrownBy(() ->
            server.call(
                "SubmitTask",
                "{\"aggregate\": {\"table\": \"t\", \"aggregates\": [{\"fn\": null}]}}"))
        .hasMessageContaining("aggregate.aggregates[0].fn");
  }

  @Test
  void aTaskThatWaitsSaysWhy() throws Exception {
    FakeWorker worker = server.worker();
    server.store("sales.parquet");
    server.call("DrainWorker", "{\"address\": \"" + worker.address() + "\"}");
    String task = server.submit("");
    await().until(() -> server.task(task).has("waiting"));
    assertThat(server.task(task).get("waiting").asText()).contains("worker");
    server.worker();
    assertThat(server.ended(task).has("waiting")).isFalse();
  }
}
