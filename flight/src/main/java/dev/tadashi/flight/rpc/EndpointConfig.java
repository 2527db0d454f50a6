package dev.tadashi.flight.rpc;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * Where an endpoint listens.
 *
 * @param host name or address to bind
 * @param port 0: any free one
 * @param token cluster token that callers must send; null: none, on loopback only
 * @param maxMessageBytes longest message it reads
 */
public record EndpointConfig(String host, int port, @Nullable String token, int maxMessageBytes) {
  /** Longest message between our own processes. */
  public static final int PEER_MESSAGE_BYTES = 64 << 20;

  public EndpointConfig(String host, int port, @Nullable String token) {
    this(host, port, token, PEER_MESSAGE_BYTES);
  }

  /** The address to bind; refuses one that others reach while no token protects it. */
  InetSocketAddress address() {
    InetAddress address = resolve();
    if (token == null && !address.isLoopbackAddress()) {
      throw new TadashiException(
              ErrorCode.INVALID_ARGUMENT,
              "binding " + host + " without a cluster token would let anyone in")
          .hint("give --token-file, or bind 127.0.0.1");
    }
    return new InetSocketAddress(address, port);
  }

  private InetAddress resolve() {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new TadashiException(
          ErrorCode.INVALID_ARGUMENT, "there is no host '" + host + "' to bind", e);
    }
  }
}
