package dev.tadashi.flight.settings;

import dev.tadashi.flight.config.Concern;
import dev.tadashi.flight.config.Setting;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Where tables are that are written, and how long what they no longer need is kept. */
@Concern("Managed tables")
public record ManagedSettings(
    @Setting(
            doc =
                "root of the store main, a folder or s3://...; none: the folder store in data-dir",
            form = "DIR|URI")
        @Nullable String storeRoot,
    @Setting(
            doc = "how long files stay that no table names any more, for others who read them",
            value = "1h",
            least = "1s")
        Duration tableRetention,
    @Setting(
            doc = "how long the name of a write is known, so that a repeat adds nothing",
            value = "7d",
            least = "1s")
        Duration ingestIdTtl,
    @Setting(
            doc = "so many small files of a table are joined",
            value = "32",
            least = "2",
            most = "100000")
        int compactFiles) {}
