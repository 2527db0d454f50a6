package dev.tadashi.catalog;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** One process per directory; the system gives the lock back when the process dies. */
final class DirectoryLock implements AutoCloseable {
  private final FileChannel channel;

  private DirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  static DirectoryLock take(Path directory) {
    try {
      Files.createDirectories(directory);
      Path file = directory.resolve("in-use.lock");
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (tryLock(channel) == null) {
        channel.close();
        throw new TadashiException(
                ErrorCode.ADDRESS_IN_USE, "the data directory is in use by another process")
            .at("directory", directory.toString())
            .hint("stop the other process, or give another directory");
      }
      return new DirectoryLock(channel);
    } catch (IOException e) {
      throw new TadashiException(
              ErrorCode.CATALOG_FAILURE, "the data directory cannot be used: " + e, e)
          .at("directory", directory.toString());
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new TadashiException(ErrorCode.CATALOG_FAILURE, "the lock cannot be released", e);
    }
  }
}
