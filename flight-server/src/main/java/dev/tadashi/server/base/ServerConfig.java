package dev.tadashi.server.base;

import dev.tadashi.flight.config.Settings;
import dev.tadashi.flight.process.TokenFile;
import dev.tadashi.flight.rpc.FlightEndpoint;
import dev.tadashi.flight.settings.ClusterSettings;
import dev.tadashi.flight.settings.EventSettings;
import dev.tadashi.flight.settings.ManagedSettings;
import dev.tadashi.flight.settings.Program;
import dev.tadashi.flight.settings.ServerDataSettings;
import dev.tadashi.flight.settings.ServerListenSettings;
import dev.tadashi.flight.settings.StoreSettings;
import dev.tadashi.flight.settings.TaskSettings;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.scheduler.policy.PlacementPolicy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a control plane is started with: the settings of its concerns.
 *
 * @param token that every caller must send; null for none
 */
public record ServerConfig(
    ServerListenSettings listen,
    ServerDataSettings data,
    StoreSettings stores,
    ManagedSettings managed,
    ClusterSettings cluster,
    TaskSettings tasks,
    EventSettings events,
    @Nullable String token) {
  public ServerConfig {
    if (!PlacementPolicy.ALL.containsKey(cluster.policy())) {
      throw new TadashiException(
              ErrorCode.INVALID_ARGUMENT, "there is no policy '" + cluster.policy() + "'")
          .at("setting", "policy")
          .hint("one of " + String.join(", ", PlacementPolicy.ALL.keySet()));
    }
    FlightEndpoint.requireLoopbackOrToken(listen.bind(), token);
  }

  public static ServerConfig of(Settings settings) {
    ServerListenSettings listen = settings.get(ServerListenSettings.class);
    return new ServerConfig(
        listen,
        settings.get(ServerDataSettings.class),
        settings.get(StoreSettings.class),
        settings.get(ManagedSettings.class),
        settings.get(ClusterSettings.class),
        settings.get(TaskSettings.class),
        settings.get(EventSettings.class),
        TokenFile.read(listen.tokenFile()));
  }

  /** On this machine's loopback with any free ports, and these settings as {@code name=value}. */
  public static ServerConfig local(Path dataDir, List<Path> fileRoots, String... more) {
    List<String> values = new ArrayList<>(List.of("data-dir=" + dataDir));
    fileRoots.forEach(root -> values.add("file-root=" + root));
    values.addAll(List.of(more));
    if (values.stream().noneMatch(value -> value.startsWith("http-port="))) {
      values.add("http-port=0");
    }
    values.add("flight-port=0");
    return of(Program.SERVER.settings(values.toArray(String[]::new)));
  }

  /** Its folder, as others may name it. */
  public Path dataDir() {
    return data.dataDir().toAbsolutePath().normalize();
  }
}
