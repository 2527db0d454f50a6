package dev.tadashi.flight.rpc;

import dev.tadashi.flight.relay.RelayService;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.flight.FlightConstants;
import org.apache.arrow.flight.FlightGrpcUtils;
import org.apache.arrow.flight.FlightProducer;
import org.apache.arrow.flight.FlightServer;
import org.apache.arrow.flight.ServerHeaderMiddleware;
import org.apache.arrow.flight.auth.ServerAuthHandler;
import org.apache.arrow.flight.auth.ServerAuthInterceptor;
import org.apache.arrow.flight.grpc.ServerBackpressureThresholdInterceptor;
import org.apache.arrow.flight.grpc.ServerInterceptorAdapter;
import org.apache.arrow.flight.grpc.ServerInterceptorAdapter.KeyFactory;
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

  private final Server server;
  private final ExecutorService executor;
  private final HealthStatusManager health;

  private FlightEndpoint(Server server, ExecutorService executor, HealthStatusManager health) {
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
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(host, port))
            .executor(executor)
            .maxInboundMessageSize(maxMessage)
            .maxInboundMetadataSize(Integer.MAX_VALUE)
            .addService(flight(allocator, producer, executor))
            .addService(health.getHealthService());
    if (token != null) {
      builder.intercept(new TokenCheck(token));
    }
    Server server = builder.intercept(middleware(token != null)).build();
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

  private static ServerServiceDefinition flight(
      BufferAllocator allocator, FlightProducer producer, ExecutorService executor) {
    BindableService service =
        FlightGrpcUtils.createFlightService(allocator, producer, ServerAuthHandler.NO_OP, executor);
    return ServerInterceptors.intercept(
        RelayService.over(service.bindService()),
        new ServerBackpressureThresholdInterceptor(FlightServer.DEFAULT_BACKPRESSURE_THRESHOLD),
        new ServerAuthInterceptor(ServerAuthHandler.NO_OP));
  }

  private static ServerInterceptor middleware(boolean secured) {
    return new ServerInterceptorAdapter(
        List.of(
            new KeyFactory<>(SessionHeader.KEY, new SessionHeader.Factory(secured)),
            new KeyFactory<>(FlightConstants.HEADER_KEY, new ServerHeaderMiddleware.Factory())));
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
        server.shutdownNow();
        server.awaitTermination(3, TimeUnit.SECONDS);
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
