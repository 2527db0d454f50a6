package dev.tadashi.flight.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tadashi.flight.op.Operations;
import dev.tadashi.flight.op.Requests;
import dev.tadashi.flight.op.Responses;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.ActionType;
import org.apache.arrow.flight.CallHeaders;
import org.apache.arrow.flight.CallStatus;
import org.apache.arrow.flight.FlightCallHeaders;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightClientMiddleware;
import org.apache.arrow.flight.FlightProducer;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStatusCode;
import org.apache.arrow.flight.HeaderCallOption;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.NoOpFlightProducer;
import org.apache.arrow.flight.Result;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class EndpointTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  private final BufferAllocator allocator = new RootAllocator();
  private @Nullable FlightEndpoint endpoint;

  @AfterEach
  void nothingIsLeft() {
    if (endpoint != null) {
      endpoint.close();
    }
    assertThat(allocator.getAllocatedMemory()).isZero();
    allocator.close();
  }

  @Test
  void anOperationIsAnsweredByItsHandler() {
    try (OperationClient client = client(start(null), null)) {
      assertThat(client.call(Operations.LIST_OBJECT_STORES, new Requests.Empty(), SOON).stores())
          .isEmpty();
      assertThat(client.flight().listActions()).extracting(ActionType::getType).hasSize(3);
    }
  }

  @Test
  void aTypedErrorStaysTypedOverTheWire() {
    try (OperationClient client = client(start(null), null)) {
      assertThatThrownBy(() ->
              client.call(Operations.DROP_OBJECT_STORE, new Requests.StoreName("nowhere"), SOON))
          .isInstanceOfSatisfying(
              TadashiException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.UNKNOWN_STORE);
                assertThat(e.detail().where()).containsEntry("store", "nowhere");
                assertThat(e.detail().hint()).isEqualTo("list the stores");
              });
    }
  }

  @Test
  void aLongErrorFitsTheTrailersOfAnyClient() {
    String name = "\u00fc".repeat(20_000);
    try (OperationClient client = client(start(null), null)) {
      assertThatThrownBy(
              () -> client.call(Operations.DROP_OBJECT_STORE, new Requests.StoreName(name), SOON))
          .isInstanceOfSatisfying(
              TadashiException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.UNKNOWN_STORE);
                assertThat(e.detail().where().get("store")).startsWith("\u00fc\u00fc");
              });
    }
  }

  @Test
  void theSessionIsReadFromTheHeader() {
    CallHeaders headers = new FlightCallHeaders();
    headers.insert("x-tadashi-session", "s1");
    byte[] body =
        "{\"id\": \"00000000-0000-7000-8000-000000000000\"}".getBytes(StandardCharsets.UTF_8);
    try (OperationClient client = client(start(null), null)) {
      assertThatThrownBy(() ->
              client
                  .flight()
                  .doAction(new Action("CancelTask", body), new HeaderCallOption(headers))
                  .hasNext())
          .hasMessageContaining("no session s1");
    }
  }

  @Test
  void anOperationThatIsNotServedIsNoWorker() {
    try (OperationClient client = client(start(null), null)) {
      assertThatThrownBy(() -> client.call(Operations.LIST_WORKERS, new Requests.Empty(), SOON))
          .isInstanceOfSatisfying(
              TadashiException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.UNKNOWN_OPERATION));
    }
  }

  @Test
  void theMessageAloneHoldsTheDetailForClientsThatSeeNoMetadata() {
    try (OperationClient client = client(start(null), null)) {
      assertThatThrownBy(() -> client.flight().doAction(new Action("Nope")).hasNext())
          .isInstanceOf(FlightRuntimeException.class)
          .hasMessageContaining("\ntadashi-error: {\"code\":1005")
          .hasMessageContaining("there is no operation 'Nope'");
    }
  }

  @Test
  void anUnknownFieldOfAClientIsRefusedByName() {
    byte[] body = "{\"name\": \"x\", \"nmae\": \"x\"}".getBytes(StandardCharsets.UTF_8);
    try (OperationClient client = client(start(null), null)) {
      assertThatThrownBy(
              () -> client.flight().doAction(new Action("DropObjectStore", body)).hasNext())
          .hasMessageContaining("UNKNOWN_FIELD")
          .hasMessageContaining("nmae");
    }
  }

  @Test
  void aHandshakeGivesABearerThatNamesASession() {
    int port = start("secret");
    try (OperationClient client = client(port, null)) {
      assertThat(bearer(port, "secret")).matches("Bearer secret\\.c[0-9a-f]{32}");
      CallHeaders headers = new FlightCallHeaders();
      headers.insert("authorization", bearer(port, "secret"));
      byte[] body =
          "{\"id\": \"00000000-0000-7000-8000-000000000000\"}".getBytes(StandardCharsets.UTF_8);
      assertThatThrownBy(() ->
              client
                  .flight()
                  .doAction(new Action("CancelTask", body), new HeaderCallOption(headers))
                  .hasNext())
          .hasMessageContaining(
              "no session " + headers.get("authorization").substring("Bearer secret.".length()));
      assertThatThrownBy(() -> bearer(port, "secre"))
          .isInstanceOfSatisfying(
              FlightRuntimeException.class,
              e -> assertThat(e.status().code()).isEqualTo(FlightStatusCode.UNAUTHENTICATED));
    }
  }

  @Test
  void aServerWithoutATokenTakesAnyUserAndKeepsNoPassword() {
    assertThat(bearer(start(null), "private")).matches("Bearer open\\.c[0-9a-f]{32}");
  }

  /** The bearer that a handshake with that password gives. */
  private String bearer(int port, String password) {
    AtomicReference<String> bearer = new AtomicReference<>("");
    FlightClientMiddleware.Factory watch =
        call ->
            new FlightClientMiddleware() {
              @Override
              public void onBeforeSendingHeaders(CallHeaders outgoing) {}

              @Override
              public void onHeadersReceived(CallHeaders incoming) {
                bearer.set(incoming.get("authorization"));
              }

              @Override
              public void onCallCompleted(CallStatus status) {}
            };
    try (FlightClient client =
        FlightClient.builder(allocator, Location.forGrpcInsecure("127.0.0.1", port))
            .intercept(watch)
            .build()) {
      client.authenticateBasicToken("anybody", password);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return bearer.get();
  }

  @Test
  void aTokenIsNeededWhenOneIsSet() {
    int port = start("secret");
    try (OperationClient none = client(port, null);
        OperationClient wrong = client(port, "secre");
        OperationClient right = client(port, "secret")) {
      assertRefused(none);
      assertRefused(wrong);
      assertThat(right.call(Operations.LIST_OBJECT_STORES, new Requests.Empty(), SOON)).isNotNull();
    }
  }

  @Test
  void anOpenAddressWithoutATokenIsRefused() {
    assertThatThrownBy(() -> start("0.0.0.0", 0, null))
        .isInstanceOfSatisfying(
            TadashiException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
  }

  @Test
  void aPortInUseIsNamed() {
    int port = start(null);
    assertThatThrownBy(() -> start("127.0.0.1", port, null))
        .isInstanceOfSatisfying(
            TadashiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ADDRESS_IN_USE));
  }

  @Test
  void silenceIsAnUnreachableWorker() {
    int port = start(null);
    endpoint().close();
    endpoint = null;
    try (OperationClient client = client(port, null)) {
      assertThatThrownBy(
              () -> client.call(Operations.LIST_OBJECT_STORES, new Requests.Empty(), SOON))
          .isInstanceOfSatisfying(
              TadashiException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.WORKER_UNREACHABLE));
    }
  }

  private static void assertRefused(OperationClient client) {
    assertThatThrownBy(() -> client.call(Operations.LIST_OBJECT_STORES, new Requests.Empty(), SOON))
        .isInstanceOfSatisfying(
            TadashiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAUTHENTICATED));
  }

  private FlightEndpoint endpoint() {
    return Objects.requireNonNull(endpoint);
  }

  private int start(@Nullable String token) {
    endpoint = start("127.0.0.1", 0, token);
    return endpoint().port();
  }

  private FlightEndpoint start(String host, int port, @Nullable String token) {
    OperationHandlers handlers =
        new OperationHandlers()
            .on(Operations.LIST_OBJECT_STORES, request -> new Responses.Stores(List.of()))
            .on(Operations.DROP_OBJECT_STORE, EndpointTest::noStore)
            .on(
                Operations.CANCEL_TASK,
                (request, info) -> {
                  throw new TadashiException(
                      ErrorCode.UNKNOWN_SESSION, "no session " + info.session());
                });
    return FlightEndpoint.start(allocator, new Actions(handlers), host, port, token);
  }

  private static Responses.Ok noStore(Requests.StoreName request) {
    throw new TadashiException(ErrorCode.UNKNOWN_STORE, "there is no store")
        .at("store", request.name())
        .hint("list the stores");
  }

  private OperationClient client(int port, @Nullable String token) {
    return new OperationClient(allocator, "127.0.0.1:" + port, token);
  }

  private static final class Actions extends NoOpFlightProducer {
    private final ActionDispatcher dispatcher;

    Actions(OperationHandlers handlers) {
      this.dispatcher = new ActionDispatcher(handlers);
    }

    @Override
    public void doAction(
        FlightProducer.CallContext context,
        Action action,
        FlightProducer.StreamListener<Result> listener) {
      dispatcher.doAction(context, action, listener);
    }

    @Override
    public void listActions(
        FlightProducer.CallContext context, FlightProducer.StreamListener<ActionType> listener) {
      dispatcher.listActions(listener);
    }
  }
}
