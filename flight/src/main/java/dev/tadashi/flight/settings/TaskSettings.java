package dev.tadashi.flight.settings;

import dev.tadashi.flight.config.Concern;
import dev.tadashi.flight.config.Setting;
import java.time.Duration;

/** Limits of tasks. */
@Concern("Tasks")
public record TaskSettings(
    @Setting(
            doc = "more tasks that have not ended are refused",
            value = "1000",
            least = "1",
            most = "100000")
        int maxLiveTasks,
    @Setting(
            doc = "at most this many run at a time; others wait",
            value = "64",
            least = "1",
            most = "10000")
        int maxRunningTasks,
    @Setting(doc = "attempts of a split", value = "4", least = "1", most = "100") int splitAttempts,
    @Setting(doc = "how long tasks wait while there is no worker", value = "30s", least = "0s")
        Duration noWorkerGrace) {}
