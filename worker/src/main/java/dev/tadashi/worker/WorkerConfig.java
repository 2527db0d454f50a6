package dev.tadashi.worker;

import dev.tadashi.flight.config.Settings;
import dev.tadashi.flight.process.TokenFile;
import dev.tadashi.flight.rpc.FlightEndpoint;
import dev.tadashi.flight.settings.EngineSettings;
import dev.tadashi.flight.settings.StoreSettings;
import dev.tadashi.flight.settings.WorkerListenSettings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a worker is started with: the settings of its concerns.
 *
 * @param token that every caller must send; null for none
 */
public record WorkerConfig(
    WorkerListenSettings listen,
    EngineSettings engine,
    StoreSettings stores,
    @Nullable String token) {
  public WorkerConfig {
    FlightEndpoint.requireLoopbackOrToken(listen.bind(), token);
  }

  public static WorkerConfig of(Settings settings) {
    WorkerListenSettings listen = settings.get(WorkerListenSettings.class);
    return new WorkerConfig(
        listen,
        settings.get(EngineSettings.class),
        settings.get(StoreSettings.class),
        TokenFile.read(listen.tokenFile()));
  }

  /** Bytes for Arrow memory and states together. */
  public long memory() {
    return engine.memory().bytes();
  }

  public int threads() {
    return engine.threads();
  }

  public Path dataDir() {
    return engine.dataDir().toAbsolutePath().normalize();
  }
}
