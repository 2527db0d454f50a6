package dev.tadashi.storage.cache;

import dev.tadashi.model.table.TableFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One local copy while it fills. A block is absent, being fetched by one caller, or present; who
 * needs a block that another fetches waits for it. The channel takes positional writes of many
 * threads.
 */
final class CachedFile {
  /** What is fetched and counted as one. */
  static final int BLOCK = 1 << 20;

  /** At most so many absent blocks are fetched by one request. */
  private static final int RUN = 8;

  /** Blocks {@code first} to {@code end}, fetched by one request. */
  record Run(long offset, long length, int first, int end) {}

  private final String key;
  private final Path path;
  private final TableFile file;
  private @Nullable FileChannel channel;
  private final BitSet present = new BitSet();
  private final BitSet fetching = new BitSet();
  private long bytes;

  /** Guarded by the cache. */
  int users;

  /** Guarded by the cache. */
  long used;

  CachedFile(String key, Path path, TableFile file) {
    this.key = key;
    this.path = path;
    this.file = file;
  }

  String key() {
    return key;
  }

  /** Open, also after a thread that was interrupted while it read has closed it for all others. */
  synchronized FileChannel channel() throws IOException {
    FileChannel open = channel;
    if (open == null || !open.isOpen()) {
      open =
          FileChannel.open(
              path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      channel = open;
    }
    return open;
  }

  /** Nobody uses it now: ten thousand copies must not hold ten thousand files open. */
  synchronized void idle() {
    try {
      if (channel != null) {
        channel.close();
        channel = null;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a local copy cannot be closed: " + path, e);
    }
  }

  /** Bytes that are present. */
  synchronized long bytes() {
    return bytes;
  }

  /** Claims the absent blocks of a range; the caller fetches them and says so for each run. */
  synchronized List<Run> claim(long offset, long length) {
    List<Run> runs = new ArrayList<>();
    int last = block(offset + length - 1);
    int next = block(offset);
    while (next <= last) {
      int end = next;
      while (end <= last && end - next < RUN && !present.get(end) && !fetching.get(end)) {
        end++;
      }
      if (end > next) {
        fetching.set(next, end);
        runs.add(run(next, end));
      }
      next = Math.max(end, next + 1);
    }
    return runs;
  }

  private Run run(int first, int end) {
    long from = (long) first * BLOCK;
    return new Run(from, Math.min(file.size(), (long) end * BLOCK) - from, first, end);
  }

  private static int block(long offset) {
    return Math.toIntExact(offset / BLOCK);
  }

  synchronized void fetched(Run run) {
    present.set(run.first(), run.end());
    fetching.clear(run.first(), run.end());
    bytes += run.length();
    notifyAll();
  }

  synchronized void failed(Run run) {
    fetching.clear(run.first(), run.end());
    notifyAll();
  }

  /** Waits until nobody fetches blocks of the range any more; true when all are present. */
  synchronized boolean await(long offset, long length) throws InterruptedException {
    int first = block(offset);
    int end = block(offset + length - 1) + 1;
    while (fetching.nextSetBit(first) >= 0 && fetching.nextSetBit(first) < end) {
      wait();
    }
    return present.nextClearBit(first) >= end;
  }

  void delete() {
    idle();
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException("a local copy cannot be deleted: " + path, e);
    }
  }
}
