package dev.tadashi.flight.settings;

import dev.tadashi.flight.config.Concern;
import dev.tadashi.flight.config.Setting;
import java.time.Duration;

/** Workers as the control plane treats them. */
@Concern("Cluster")
public record ClusterSettings(
    @Setting(doc = "workers that must be attached before /readyz is 200", value = "1", least = "0")
        int minWorkers,
    @Setting(
            doc = "placement: locality, round-robin or least-loaded",
            value = "locality",
            form = "NAME")
        String policy,
    @Setting(doc = "silence after which a worker is lost", value = "10s", least = "1s")
        Duration workerTimeout) {}
