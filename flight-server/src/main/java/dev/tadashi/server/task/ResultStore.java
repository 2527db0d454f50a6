package dev.tadashi.server.task;

import dev.tadashi.catalog.TaskCatalog;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.id.TaskId;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;

/**
 * Spooled results: small ones are written with the end of their task into the catalog, others are
 * one Arrow IPC stream file each, synced before it is named.
 */
public final class ResultStore {
  private static final String SUFFIX = ".arrows";

  private final TaskCatalog catalog;
  private final Path folder;
  private final BufferAllocator allocator;

  public ResultStore(TaskCatalog catalog, Path folder, BufferAllocator allocator) {
    this.catalog = catalog;
    this.folder = folder;
    this.allocator = allocator;
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw failure("the folder of results cannot be made", e);
    }
  }

  /** Writes all batches; durable when it returns. */
  void write(TaskId task, BatchStream batches) {
    Path unfinished = folder.resolve(task + ".unfinished");
    try {
      try (FileChannel out =
              FileChannel.open(
                  unfinished,
                  StandardOpenOption.CREATE,
                  StandardOpenOption.TRUNCATE_EXISTING,
                  StandardOpenOption.WRITE);
          ArrowStreamWriter writer = new ArrowStreamWriter(batches.root(), null, out)) {
        writer.start();
        while (batches.next()) {
          writer.writeBatch();
        }
        writer.end();
        out.force(true);
      }
      Files.move(unfinished, file(task), StandardCopyOption.ATOMIC_MOVE);
      syncFolder();
    } catch (IOException e) {
      delete(unfinished);
      throw failure("a result cannot be written", e);
    } catch (RuntimeException e) {
      delete(unfinished);
      throw e;
    }
  }

  /** The batches of a spooled result; RESULT_GONE when there is none. */
  BatchStream open(TaskId task) {
    Optional<byte[]> small = catalog.result(task);
    if (small.isPresent()) {
      return new IpcBatches(new ByteArrayInputStream(small.get()), allocator);
    }
    try {
      return new IpcBatches(
          new BufferedInputStream(Files.newInputStream(file(task)), 1 << 16), allocator);
    } catch (NoSuchFileException e) {
      throw gone(task);
    } catch (IOException e) {
      throw failure("a result cannot be read", e);
    }
  }

  /** Counts the result's age from now; RESULT_GONE when there is none. */
  void renew(TaskId task, Instant now) {
    if (catalog.result(task).isPresent()) {
      return;
    }
    try {
      Files.setLastModifiedTime(file(task), FileTime.from(now));
    } catch (NoSuchFileException e) {
      throw gone(task);
    } catch (IOException e) {
      throw failure("a result cannot be kept longer", e);
    }
  }

  static TadashiException gone(TaskId task) {
    return new TadashiException(
            ErrorCode.RESULT_GONE, "the result was already fetched or has expired")
        .at("task", task.toString())
        .hint("submit the task again; a detached one keeps its result until it expires");
  }

  void remove(TaskId task) {
    delete(file(task));
  }

  /** Removes results that are no longer kept, and what a crash left unfinished. */
  public void removeOlderThan(Instant time, Instant now) {
    catalog.removeResults(time, now);
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> old = files.filter(file -> isOlder(file, time)).toList();
      old.forEach(ResultStore::delete);
    } catch (IOException e) {
      throw failure("the folder of results cannot be read", e);
    }
  }

  private static boolean isOlder(Path file, Instant time) {
    try {
      return Files.getLastModifiedTime(file).toInstant().isBefore(time);
    } catch (IOException e) {
      return false;
    }
  }

  private Path file(TaskId task) {
    return folder.resolve(task + SUFFIX);
  }

  private void syncFolder() throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static TadashiException failure(String what, IOException e) {
    String message = e.getMessage() == null ? e.toString() : e.getMessage();
    ErrorCode code = message.contains("No space left") ? ErrorCode.DISK_FULL : ErrorCode.INTERNAL;
    return new TadashiException(code, what + ": " + message, e);
  }
}
