package dev.tadashi.flight.settings;

import dev.tadashi.flight.config.Concern;
import dev.tadashi.flight.config.Setting;
import java.time.Duration;

/** Server-sent events. */
@Concern("Events over HTTP")
public record EventSettings(
    @Setting(doc = "a comment is sent when nothing else was", value = "15s", least = "100ms")
        Duration eventHeartbeat,
    @Setting(
            doc = "events that may wait for a client; one that is slower is dropped",
            value = "1000",
            least = "1",
            most = "100000")
        int eventBuffer,
    @Setting(doc = "clients that may listen at a time", value = "100", least = "0", most = "10000")
        int eventClients) {}
