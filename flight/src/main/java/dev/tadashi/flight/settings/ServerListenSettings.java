package dev.tadashi.flight.settings;

import dev.tadashi.flight.config.Concern;
import dev.tadashi.flight.config.Setting;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where a control plane listens, and who may call it. */
@Concern("Listeners of the control plane")
public record ServerListenSettings(
    @Setting(doc = "address to listen on", value = "127.0.0.1", form = "HOST") String bind,
    @Setting(doc = "HTTP port; 0: any", value = "8080", least = "0", most = "65535", form = "P")
        int httpPort,
    @Setting(doc = "Flight port; 0: any", value = "50050", least = "0", most = "65535", form = "P")
        int flightPort,
    @Setting(doc = "where others reach the Flight port", form = "HOST:PORT")
        @Nullable String advertise,
    @Setting(doc = "file with the token that clients and workers send", form = "FILE")
        @Nullable Path tokenFile) {
  public ServerListenSettings {
    Advertised.check(bind, advertise);
  }
}
