package dev.tadashi.storage;

import java.nio.file.Path;
import java.util.List;

/**
 * What a process allows its stores.
 *
 * @param fileRoots folders below which {@code file://} stores may lie; none allows none
 */
public record StorageConfig(List<Path> fileRoots) {
  public StorageConfig {
    fileRoots = List.copyOf(fileRoots);
  }
}
