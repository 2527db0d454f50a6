package dev.tadashi.worker;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a worker is set up.
 *
 * @param port 0 for any that is free
 * @param server control plane to join at once, {@code host:port}
 * @param memory bytes for Arrow memory and states together
 * @param advertise where others reach it; null: the bound address
 */
public record WorkerConfig(
    String bind,
    int port,
    @Nullable String server,
    long memory,
    int threads,
    Path dataDir,
    @Nullable String advertise,
    @Nullable String token,
    List<Path> fileRoots) {
  public WorkerConfig {
    fileRoots = List.copyOf(fileRoots);
  }
}
