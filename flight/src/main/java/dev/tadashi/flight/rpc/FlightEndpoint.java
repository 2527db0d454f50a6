package dev.tadashi.flight.rpc;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.flight.FlightGrpcUtils;
import org.apache.arrow.flight.FlightProducer;
import org.apache.arrow.flight.auth.ServerAuthHandler;
import org.apache.arrow.memory.BufferAllocator;

/** A listening Flight service with health and, when a token is set, authentication. */
public final class FlightEndpoint implements AutoCloseable {
  private static final int MAX_METADATA_BYTES = 64 << 10;
  private static final int FLOW_WINDOW_BYTES = 4 << 20;

  private final Server server;
  private final HealthStatusManager health;

  private FlightEndpoint(Server server, HealthStatusManager health) {
    this.server = server;
    this.health = health;
  }

  /**
   * Starts listening.
   *
   * @param executor runs the handlers, which may block: one virtual thread per task
   */
  public static FlightEndpoint start(
      EndpointConfig config,
      BufferAllocator allocator,
      FlightProducer producer,
      ExecutorService executor) {
    InetSocketAddress address = config.address();
    HealthStatusManager health = new HealthStatusManager();
    BindableService flight =
        FlightGrpcUtils.createFlightService(
            allocator,
            new OffloadingProducer(producer, executor),
            ServerAuthHandler.NO_OP,
            executor);
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(address)
            .executor(executor)
            .maxInboundMessageSize(config.maxMessageBytes())
            .maxInboundMetadataSize(MAX_METADATA_BYTES)
            .flowControlWindow(FLOW_WINDOW_BYTES)
            .permitKeepAliveTime(1, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .addService(flight)
            .addService(health.getHealthService())
            .intercept(new CallInfoInterceptor());
    if (config.token() != null) {
      builder.intercept(Tokens.server(config.token()));
    }
    return new FlightEndpoint(listen(builder.build(), address), health);
  }

  private static Server listen(Server server, InetSocketAddress address) {
    try {
      return server.start();
    } catch (IOException e) {
      if (isBind(e)) {
        throw new TadashiException(
                ErrorCode.ADDRESS_IN_USE,
                "cannot listen on port " + address.getPort() + ": it is in use or not allowed",
                e)
            .at("address", address.toString())
            .hint("stop what listens there, or choose another port");
      }
      throw new TadashiException(ErrorCode.INTERNAL, "cannot listen: " + e.getMessage(), e);
    }
  }

  private static boolean isBind(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof BindException) {
        return true;
      }
    }
    String message = failure.getMessage();
    return message != null && message.contains("bind");
  }

  /** The port it listens on. */
  public int port() {
    return server.getPort();
  }

  @Override
  public void close() {
    close(Duration.ofSeconds(2));
  }

  /** Refuses new calls, lets running ones end within {@code drain}, then breaks them off. */
  public void close(Duration drain) {
    health.enterTerminalState();
    server.shutdown();
    try {
      if (!server.awaitTermination(drain.toMillis(), TimeUnit.MILLISECONDS)) {
        server.shutdownNow().awaitTermination(2, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
