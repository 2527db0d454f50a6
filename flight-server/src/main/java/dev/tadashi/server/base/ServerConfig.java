package dev.tadashi.server.base;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a control plane is started with.
 *
 * @param bind address that both doors listen on
 * @param httpPort 0 for any free one
 * @param flightPort 0 for any free one
 * @param dataDir catalog and results; of this process alone
 * @param fileRoots folders below which {@code file://} stores are allowed
 * @param token that every caller must send; null for none
 * @param advertise {@code host:port} at which others reach the Flight door; null: the bound address
 * @param minWorkers that must be attached before it is ready
 * @param policy how partitions are placed: {@code locality, round-robin, least-loaded}
 * @param workerTimeout after which a silent worker is lost
 */
public record ServerConfig(
    String bind,
    int httpPort,
    int flightPort,
    Path dataDir,
    List<Path> fileRoots,
    @Nullable String token,
    @Nullable String advertise,
    int minWorkers,
    String policy,
    Duration workerTimeout) {
  /** A result is kept for this long. */
  public static final Duration RESULT_TTL = Duration.ofHours(1);

  /** A result that is not spooled waits for this long to be fetched. */
  public static final Duration FETCH_WINDOW = Duration.ofSeconds(60);

  /** Results up to this size are spooled, and can be read again. */
  public static final long SPOOL_BYTES = 16L << 20;

  /** Ended tasks are listed for this long. */
  public static final Duration TASK_TTL = Duration.ofDays(7);

  /** At most this many ended tasks are listed. */
  public static final int KEPT_TASKS = 10_000;

  /** More tasks that have not ended are refused. */
  public static final int MAX_LIVE_TASKS = 1_000;

  public ServerConfig {
    fileRoots = List.copyOf(fileRoots);
  }

  /** On this machine's loopback with any free ports. */
  public static ServerConfig local(Path dataDir, List<Path> fileRoots) {
    return new ServerConfig(
        "127.0.0.1", 0, 0, dataDir, fileRoots, null, null, 1, "locality", Duration.ofSeconds(10));
  }
}
