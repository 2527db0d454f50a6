package dev.tadashi.flight.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tadashi.flight.relay.testing.Leaks;
import dev.tadashi.flight.relay.testing.NumberedBatches;
import dev.tadashi.flight.relay.testing.Relaying;
import dev.tadashi.flight.rpc.FlightEndpoint;
import dev.tadashi.flight.rpc.OperationClient;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.types.pojo.Field;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class RelayTest {
  private final BufferAllocator allocator = new RootAllocator();
  private final NumberedBatches batches = new NumberedBatches(allocator);
  private final Leaks leaks = new Leaks();
  private FlightEndpoint source;
  private OperationClient peer;
  private Relaying relaying;
  private FlightEndpoint relay;
  private FlightClient client;

  @BeforeEach
  void start() {
    source = FlightEndpoint.start(allocator, batches, "127.0.0.1", 0, "secret");
    peer = new OperationClient(allocator, "127.0.0.1:" + source.port(), "secret");
    relaying = new Relaying(peer);
    relay = FlightEndpoint.start(allocator, relaying, "127.0.0.1", 0, null);
    client =
        FlightClient.builder(allocator, Location.forGrpcInsecure("127.0.0.1", relay.port()))
            .build();
  }

  @AfterEach
  void nothingIsLeft() throws InterruptedException {
    client.close();
    relay.close();
    peer.close();
    source.close();
    batches.close();
    assertThat(allocator.getAllocatedMemory()).isZero();
    allocator.close();
    assertThat(leaks.found()).isEmpty();
  }

  @Test
  void batchesArriveAsTheyWereSent() {
    assertThat(read("20 of 100000")).isEqualTo(NumberedBatches.rows(20, 100_000));
  }

  @Test
  void manySmallBatchesArriveInOrder() {
    assertThat(read("3000 of 2")).isEqualTo(NumberedBatches.rows(3000, 2));
  }

  @Test
  void aStreamWithoutBatchesHasItsSchema() {
    assertThat(read("0 of 1")).isEmpty();
  }

  @Test
  void theRelayNamesTheColumns() throws Exception {
    try (FlightStream stream = client.getStream(ticket("1 of 1"))) {
      assertThat(stream.getSchema().getFields())
          .extracting(Field::getName)
          .containsExactly("relayed n", "relayed text");
    }
  }

  @Test
  void aReaderThatGoesEndsTheSource() throws Exception {
    try (FlightStream stream = client.getStream(ticket("100000 of 100000"))) {
      assertThat(stream.next()).isTrue();
      stream.cancel("enough", null);
    }
    await()
        .untilAsserted(() -> {
          assertThat(batches.cancelled()).isEqualTo(1);
          assertThat(relaying.open()).isZero();
        });
  }

  @Test
  void aReaderThatTakesNothingHoldsUpTheSource() throws Exception {
    try (FlightStream stream = client.getStream(ticket("100000 of 100000"))) {
      assertThat(stream.next()).isTrue();
      long settled = await().until(batches::sentOnceSettled, sent -> sent > 0);
      assertThat(settled).isLessThan(100);
      stream.cancel("enough", null);
    }
    await().until(() -> relaying.open() == 0);
  }

  @Test
  void aFailureHalfwayKeepsItsCode() {
    assertThatThrownBy(() -> read("3 of 100000 then fails"))
        .isInstanceOfSatisfying(
            FlightRuntimeException.class,
            e -> {
              TadashiException typed = Relaying.typed(e);
              assertThat(typed.code()).isEqualTo(ErrorCode.MEMORY_EXCEEDED);
              assertThat(typed.detail().message()).isEqualTo("no more after 3");
            });
  }

  @Test
  void aSourceThatDiesIsAnError() throws Exception {
    try (FlightStream stream = client.getStream(ticket("100000 of 100000"))) {
      assertThat(stream.next()).isTrue();
      source.close();
      assertThatThrownBy(
              () -> {
                while (stream.next()) {
                  assertThat(stream.getRoot().getRowCount()).isEqualTo(100_000);
                }
              })
          .isInstanceOfSatisfying(
              FlightRuntimeException.class,
              e -> assertThat(Relaying.typed(e).code()).isEqualTo(ErrorCode.WORKER_UNREACHABLE));
    }
  }

  @Test
  void aSourceWithAnotherTokenIsRefused() {
    try (OperationClient wrong =
        new OperationClient(allocator, "127.0.0.1:" + source.port(), "another")) {
      relaying.from(wrong);
      assertThatThrownBy(() -> read("1 of 1"))
          .isInstanceOfSatisfying(
              FlightRuntimeException.class,
              e -> assertThat(Relaying.typed(e).code()).isEqualTo(ErrorCode.UNAUTHENTICATED));
    }
  }

  private List<String> read(String what) {
    List<String> rows = new ArrayList<>();
    try (FlightStream stream = client.getStream(ticket(what))) {
      while (stream.next()) {
        rows.addAll(NumberedBatches.rows(stream.getRoot()));
      }
      return rows;
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static Ticket ticket(String what) {
    return new Ticket(what.getBytes(StandardCharsets.UTF_8));
  }
}
