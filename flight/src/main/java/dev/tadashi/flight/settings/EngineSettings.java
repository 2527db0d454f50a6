package dev.tadashi.flight.settings;

import dev.tadashi.flight.config.Concern;
import dev.tadashi.flight.config.Setting;
import dev.tadashi.flight.config.Size;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A worker's memory, threads and local files. */
@Concern("Memory, threads and files of a worker")
public record EngineSettings(
    @Setting(
            doc = "for partitions, states and exchange together; {heap}: as the JVM's heap",
            value = "{heap}",
            least = "64MiB")
        Size memory,
    @Setting(doc = "part of it for cached partitions; none: half of it", least = "1MiB")
        @Nullable Size cacheMemory,
    @Setting(doc = "part of it for units that arrive; none: a third of it", least = "1MiB")
        @Nullable Size exchangeMemory,
    @Setting(
            doc = "engine threads; {cores}: as the machine has",
            value = "{cores}",
            least = "1",
            most = "4096")
        int threads,
    @Setting(
            doc = "folder for temporary files; of one process alone",
            value = ".tadashi/worker",
            form = "DIR")
        Path dataDir,
    @Setting(
            doc = "local disk for copies of what is read from S3 stores",
            value = "8GiB",
            least = "1MiB")
        Size storeCache) {
  /** Bytes for cached partitions. */
  public long cacheBytes() {
    return cacheMemory == null ? memory.bytes() / 2 : cacheMemory.bytes();
  }

  /** Bytes for units that arrive. */
  public long exchangeBytes() {
    return exchangeMemory == null ? memory.bytes() / 3 : exchangeMemory.bytes();
  }
}
