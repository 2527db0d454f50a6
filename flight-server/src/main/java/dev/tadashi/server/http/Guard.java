package dev.tadashi.server.http;

import dev.tadashi.flight.rpc.Addresses;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.server.base.ServerConfig;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What every request must pass: a Host that is ours (so that a web page cannot reach a loopback
 * server through a name of its own), and the token when there is one.
 */
final class Guard {
  private static final Set<String> OPEN = Set.of("/healthz", "/readyz");

  private final Set<String> hosts = new HashSet<>(Set.of("localhost", "127.0.0.1", "[::1]"));
  private final byte @Nullable [] bearer;

  Guard(ServerConfig config) {
    hosts.add(config.listen().bind().toLowerCase(Locale.ROOT));
    String advertise = config.listen().advertise();
    if (advertise != null) {
      hosts.add(Addresses.host(advertise).toLowerCase(Locale.ROOT));
    }
    String token = config.token();
    this.bearer = token == null ? null : ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
  }

  void check(Context context) {
    if (!OPEN.contains(context.path())) {
      checkToken(context.header("Authorization"));
    }
    checkHost(context.header("Host"));
  }

  private void checkHost(@Nullable String header) {
    String host = header == null ? "" : Addresses.host(header).toLowerCase(Locale.ROOT);
    if (!hosts.contains(host)) {
      throw new TadashiException(
              ErrorCode.HOST_REFUSED, "the Host '" + host + "' is not this server's name")
          .at("header", "host")
          .hint(
              "use "
                  + String.join(", ", new java.util.TreeSet<>(hosts))
                  + "; --advertise adds one");
    }
  }

  private void checkToken(@Nullable String header) {
    if (bearer == null) {
      return;
    }
    byte[] given = header == null ? new byte[0] : header.getBytes(StandardCharsets.UTF_8);
    if (!MessageDigest.isEqual(bearer, given)) {
      throw new TadashiException(
              ErrorCode.UNAUTHENTICATED, "the cluster's token is missing or wrong")
          .hint("send the header Authorization: Bearer <token>");
    }
  }
}
