package dev.tadashi.flight.process;

import dev.tadashi.model.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/** A file that is there, whole, while a process is ready; it says where the process listens. */
final class ReadyFile implements AutoCloseable {
  private final Path file;

  private ReadyFile(Path file) {
    this.file = file;
  }

  static ReadyFile write(Path file, Map<String, String> addresses) throws IOException {
    Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
    Files.write(unfinished, Json.bytes(addresses));
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    return new ReadyFile(file);
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(file);
  }
}
