package dev.tadashi.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Folders whose entries last. */
final class Folders {
  private Folders() {}

  /** Makes the names that were made or removed in a folder survive a loss of power. */
  static void sync(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Makes a folder and those above it, as far as they are not there. */
  static void create(Path folder) throws IOException {
    Path above = folder.getParent();
    if (Files.isDirectory(folder) || above == null) {
      return;
    }
    create(above);
    Files.createDirectories(folder);
    sync(above);
  }
}
