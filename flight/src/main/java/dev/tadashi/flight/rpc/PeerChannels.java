package dev.tadashi.flight.rpc;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import io.grpc.netty.NettyChannelBuilder;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightGrpcUtils;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** Flight clients of {@code host:port} with the limits that hold between our own processes. */
final class PeerChannels {
  private static final int MAX_METADATA_BYTES = 64 << 10;
  private static final int FLOW_WINDOW_BYTES = 4 << 20;

  private PeerChannels() {}

  static FlightClient client(BufferAllocator allocator, String address, @Nullable String token) {
    NettyChannelBuilder builder =
        NettyChannelBuilder.forAddress(host(address), port(address))
            .usePlaintext()
            .maxInboundMessageSize(EndpointConfig.PEER_MESSAGE_BYTES)
            .maxInboundMetadataSize(MAX_METADATA_BYTES)
            .flowControlWindow(FLOW_WINDOW_BYTES)
            .keepAliveTime(10, TimeUnit.SECONDS)
            .keepAliveTimeout(5, TimeUnit.SECONDS);
    if (token != null) {
      builder.intercept(Tokens.client(token));
    }
    return FlightGrpcUtils.createFlightClient(allocator, builder.build());
  }

  private static String host(String address) {
    return address.substring(0, colon(address));
  }

  private static int port(String address) {
    try {
      int port = Integer.parseInt(address.substring(colon(address) + 1));
      if (port > 0 && port <= 0xFFFF) {
        return port;
      }
    } catch (NumberFormatException e) {
      // Reported below, like a port out of range.
    }
    throw invalid(address);
  }

  private static int colon(String address) {
    int colon = address.lastIndexOf(':');
    if (colon <= 0) {
      throw invalid(address);
    }
    return colon;
  }

  private static TadashiException invalid(String address) {
    return new TadashiException(
        ErrorCode.INVALID_ARGUMENT, "'" + address + "' is not an address, host:port");
  }
}
