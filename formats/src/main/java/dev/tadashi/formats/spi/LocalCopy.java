package dev.tadashi.formats.spi;

import dev.tadashi.model.table.TableFile;
import dev.tadashi.storage.IoErrors;
import dev.tadashi.storage.ObjectStore;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A file of a store where readers of local files can read it: in place, or a copy that is deleted
 * when this is closed.
 */
public final class LocalCopy implements AutoCloseable {
  private final ObjectStore store;
  private final TableFile file;
  private final Path path;
  private final boolean isCopy;

  private LocalCopy(ObjectStore store, TableFile file, Path path, boolean isCopy) {
    this.store = store;
    this.file = file;
    this.path = path;
    this.isCopy = isCopy;
  }

  /** All of the file; copies are put into the folder. */
  public static LocalCopy whole(ObjectStore store, TableFile file, Path folder) {
    Optional<Path> inPlace = store.localPath(file);
    return inPlace.isPresent()
        ? new LocalCopy(store, file, inPlace.get(), false)
        : new LocalCopy(store, file, copy(store, file, folder), true);
  }

  private static Path copy(ObjectStore store, TableFile file, Path folder) {
    try {
      Path copy = Files.createTempFile(folder, "whole-", ".tmp");
      try (FileChannel channel = FileChannel.open(copy, StandardOpenOption.WRITE)) {
        store.copy(file, 0, file.size(), channel);
        return copy;
      } catch (IOException | RuntimeException e) {
        Files.deleteIfExists(copy);
        throw e;
      }
    } catch (IOException e) {
      throw IoErrors.of(e, file.path());
    }
  }

  public Path path() {
    return path;
  }

  /** Deletes a copy; a file read in place is checked to be what it was. */
  @Override
  public void close() {
    if (isCopy) {
      delete(path, file.path());
    } else {
      store.verify(file);
    }
  }

  /** Deletes a local copy of the file that messages call {@code shown}. */
  public static void delete(Path copy, String shown) {
    try {
      Files.deleteIfExists(copy);
    } catch (IOException e) {
      throw IoErrors.of(e, shown);
    }
  }
}
