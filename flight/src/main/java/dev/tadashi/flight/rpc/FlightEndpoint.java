package dev.tadashi.flight.rpc;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.arrow.flight.FlightProducer;
import org.apache.arrow.flight.FlightServer;
import org.apache.arrow.flight.Location;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * A Flight service on a port, with gRPC's health service beside it. Handlers run on virtual threads
 * and may block. With a token every call needs it as bearer, checked before a body is read; without
 * one only a loopback address is bound.
 */
public final class FlightEndpoint implements AutoCloseable {
  /** Longest message that our own processes send each other: most are far below. */
  private static final int MAX_MESSAGE = 64 << 20;

  /** Longest message of clients, some of which send all rows as one batch. */
  public static final int MAX_CLIENT_MESSAGE = 1 << 30;

  private final FlightServer server;
  private final ExecutorService executor;
  private final HealthStatusManager health;

  private FlightEndpoint(
      FlightServer server, ExecutorService executor, HealthStatusManager health) {
    this.server = server;
    this.executor = executor;
    this.health = health;
  }

  /**
   * Starts to listen.
   *
   * @param port 0 for any that is free
   */
  public static FlightEndpoint start(
      BufferAllocator allocator,
      FlightProducer producer,
      String host,
      int port,
      @Nullable String token) {
    return start(allocator, producer, host, port, token, MAX_MESSAGE);
  }

  /**
   * Starts to listen.
   *
   * @param port 0 for any that is free
   * @param maxMessage bytes of the longest message that is accepted
   */
  public static FlightEndpoint start(
      BufferAllocator allocator,
      FlightProducer producer,
      String host,
      int port,
      @Nullable String token,
      int maxMessage) {
    requireLoopbackOrToken(host, token);
    ExecutorService executor =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("flight-", 0).factory());
    HealthStatusManager health = new HealthStatusManager();
    Consumer<NettyServerBuilder> more =
        builder -> {
          builder.addService(health.getHealthService());
          if (token != null) {
            builder.intercept(new TokenCheck(token));
          }
        };
    FlightServer server =
        FlightServer.builder(allocator, Location.forGrpcInsecure(host, port), producer)
            .executor(executor)
            .maxInboundMessageSize(maxMessage)
            .middleware(SessionHeader.KEY, new SessionHeader.Factory(token != null))
            .transportHint("grpc.builderConsumer", more)
            .build();
    try {
      server.start();
    } catch (IOException e) {
      executor.shutdownNow();
      throw new TadashiException(
              ErrorCode.ADDRESS_IN_USE, "cannot listen on " + host + ":" + port, e)
          .at("port", Integer.toString(port))
          .hint("choose another port, or stop what listens there");
    }
    health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, ServingStatus.SERVING);
    return new FlightEndpoint(server, executor, health);
  }

  /** Refuses an address that others can reach when nothing protects it. */
  public static void requireLoopbackOrToken(String host, @Nullable String token) {
    try {
      if (token == null && !InetAddress.getByName(host).isLoopbackAddress()) {
        throw new TadashiException(
                ErrorCode.INVALID_ARGUMENT, "'" + host + "' can be reached from elsewhere")
            .at("bind", host)
            .hint("bind a loopback address, or give a cluster token by --token-file");
      }
    } catch (UnknownHostException e) {
      throw new TadashiException(ErrorCode.INVALID_ARGUMENT, "there is no host '" + host + "'", e)
          .at("bind", host);
    }
  }

  public int port() {
    return server.getPort();
  }

  /** Says NOT_SERVING, lets calls end for a moment, then ends them. */
  @Override
  public void close() {
    health.enterTerminalState();
    server.shutdown();
    try {
      if (!server.awaitTermination(500, TimeUnit.MILLISECONDS)) {
        server.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    executor.shutdownNow();
    try {
      if (!executor.awaitTermination(5, TimeUnit.SECONDS)) {
        org.slf4j.LoggerFactory.getLogger(FlightEndpoint.class).warn("calls did not end in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
