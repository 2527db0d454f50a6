package dev.tadashi.server;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.json.Json;
import dev.tadashi.scheduler.policy.PlacementPolicy;
import dev.tadashi.server.base.Addresses;
import dev.tadashi.server.base.ServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The command line of a control plane. */
final class ServerOptions {
  @Option(names = "--http-port", paramLabel = "P", description = "HTTP port (8080; 0: any)")
  private int httpPort = 8080;

  @Option(names = "--flight-port", paramLabel = "P", description = "Flight port (50050; 0: any)")
  private int flightPort = 50050;

  @Option(names = "--bind", paramLabel = "HOST", description = "address to listen on (127.0.0.1)")
  private String bind = "127.0.0.1";

  @Option(names = "--data-dir", paramLabel = "DIR", description = "catalog and results")
  private Path dataDir = Path.of(".tadashi", "server");

  @Option(
      names = "--file-root",
      paramLabel = "DIR",
      description = "folder below which file:// stores are allowed; may be repeated")
  private List<Path> fileRoots = new ArrayList<>();

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "file with the token that clients and workers send")
  private @Nullable Path tokenFile;

  @Option(
      names = "--advertise",
      paramLabel = "HOST:PORT",
      description = "where others reach the Flight port")
  private @Nullable String advertise;

  @Option(
      names = "--min-workers",
      paramLabel = "N",
      description = "workers that must be attached before /readyz is 200 (1)")
  private int minWorkers = 1;

  @Option(
      names = "--policy",
      paramLabel = "NAME",
      description = "placement: locality, round-robin or least-loaded")
  private String policy = "locality";

  @Option(
      names = "--worker-timeout",
      paramLabel = "TIME",
      description = "silence after which a worker is lost (10s)")
  private String workerTimeout = "10s";

  ServerConfig config() {
    if (Addresses.isWildcard(bind) && advertise == null) {
      throw invalid("--bind " + bind + " needs --advertise HOST:PORT");
    }
    if (minWorkers < 0) {
      throw invalid("--min-workers takes a number from 0, not " + minWorkers);
    }
    return new ServerConfig(
        bind,
        port("--http-port", httpPort),
        port("--flight-port", flightPort),
        dataDir.toAbsolutePath().normalize(),
        fileRoots,
        tokenFile == null ? null : token(tokenFile),
        advertise == null ? null : Addresses.require(advertise),
        minWorkers,
        policy(),
        timeout());
  }

  private static int port(String option, int port) {
    if (port < 0 || port > 65_535) {
      throw invalid(option + " takes a number from 0 to 65535, not " + port);
    }
    return port;
  }

  private String policy() {
    if (!PlacementPolicy.ALL.containsKey(policy)) {
      throw invalid(
          "--policy is one of %s, not '%s'"
              .formatted(String.join(", ", PlacementPolicy.ALL.keySet()), policy));
    }
    return policy;
  }

  private Duration timeout() {
    Duration timeout = Json.readPeer(Json.bytes(workerTimeout), Duration.class);
    if (timeout.compareTo(Duration.ofSeconds(1)) < 0) {
      throw invalid("--worker-timeout is at least 1s, not " + workerTimeout);
    }
    return timeout;
  }

  private static String token(Path file) {
    try {
      String token = Files.readString(file).strip();
      if (!token.isEmpty() && token.chars().noneMatch(Character::isWhitespace)) {
        return token;
      }
    } catch (IOException e) {
      throw new TadashiException(
          ErrorCode.INVALID_ARGUMENT, "--token-file " + file + " cannot be read: " + e, e);
    }
    throw invalid("--token-file " + file + " does not hold one token");
  }

  private static TadashiException invalid(String message) {
    return new TadashiException(ErrorCode.INVALID_ARGUMENT, message);
  }
}
