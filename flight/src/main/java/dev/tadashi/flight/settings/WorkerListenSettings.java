package dev.tadashi.flight.settings;

import dev.tadashi.flight.config.Concern;
import dev.tadashi.flight.config.Setting;
import dev.tadashi.flight.rpc.Addresses;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where a worker listens, and whom it joins. */
@Concern("Listener of a worker")
public record WorkerListenSettings(
    @Setting(doc = "address to listen on", value = "127.0.0.1", form = "HOST") String bind,
    @Setting(doc = "Flight port; 0: any", value = "50051", least = "0", most = "65535", form = "P")
        int port,
    @Setting(
            doc = "control plane to join; without it, one registers the worker",
            form = "HOST:PORT")
        @Nullable String server,
    @Setting(doc = "where others reach the worker", form = "HOST:PORT") @Nullable String advertise,
    @Setting(doc = "file with the cluster's token", form = "FILE") @Nullable Path tokenFile) {
  public WorkerListenSettings {
    Advertised.check(bind, advertise);
    if (server != null) {
      Addresses.require(server);
    }
  }
}
