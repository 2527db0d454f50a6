package dev.tadashi.flight.settings;

import dev.tadashi.flight.config.Concern;
import dev.tadashi.flight.config.Setting;
import dev.tadashi.flight.config.Size;
import java.nio.file.Path;
import java.time.Duration;

/** What a control plane keeps, where, and for how long. */
@Concern("Catalog and retention")
public record ServerDataSettings(
    @Setting(
            doc = "catalog and results; of one process alone",
            value = ".tadashi/server",
            form = "DIR")
        Path dataDir,
    @Setting(doc = "how long ended tasks are listed", value = "7d", least = "1s") Duration taskTtl,
    @Setting(doc = "at most this many ended tasks are listed", value = "10000", least = "0")
        int keptTasks,
    @Setting(doc = "how long a spooled result is kept", value = "1h", least = "1s")
        Duration resultTtl,
    @Setting(
            doc = "how long a result that is not spooled waits to be fetched",
            value = "60s",
            least = "1s")
        Duration fetchWindow,
    @Setting(
            doc = "results up to this size are spooled, and can be read again",
            value = "16MiB",
            least = "0")
        Size spoolSize) {}
