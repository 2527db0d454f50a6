package dev.tadashi.storage.cache;

import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.TableFile;
import dev.tadashi.storage.FileRanges;
import dev.tadashi.storage.IoErrors;
import dev.tadashi.storage.ObjectStore;
import dev.tadashi.storage.ObjectVisitor;
import dev.tadashi.storage.ObjectWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** A remote store whose bytes are fetched once, many ranges at a time, and then read locally. */
final class CachedStore implements ObjectStore {
  private final LocalCache cache;
  private final ObjectStore remote;
  private final String identity;

  CachedStore(LocalCache cache, ObjectStore remote, String identity) {
    this.cache = cache;
    this.remote = remote;
    this.identity = identity;
  }

  @Override
  public String uri() {
    return remote.uri();
  }

  @Override
  public void list(String folder, ObjectVisitor visitor) {
    remote.list(folder, visitor);
  }

  @Override
  public void read(TableFile file, long offset, ByteBuffer target) {
    long length = target.remaining();
    if (!within(file, offset, length, copy -> FileRanges.fill(copy.channel(), offset, target))) {
      remote.read(file, offset, target);
    }
  }

  @Override
  public void copy(TableFile file, long offset, long length, FileChannel target) {
    if (!within(
        file, offset, length, copy -> FileRanges.copy(copy.channel(), offset, length, target))) {
      remote.copy(file, offset, length, target);
    }
  }

  private interface LocalRead {
    void from(CachedFile copy) throws IOException;
  }

  /** Reads a range from its local copy; false when the cache has no room for it. */
  private boolean within(TableFile file, long offset, long length, LocalRead read) {
    if (length == 0) {
      return true;
    }
    CachedFile copy = cache.acquire(identity, file);
    try {
      if (!fetchAll(copy, file, offset, length)) {
        return false;
      }
      read.from(copy);
      return true;
    } catch (IOException e) {
      throw IoErrors.of(e, file.path());
    } catch (InterruptedException e) {
      throw IoErrors.stopped(e, file.path());
    } finally {
      cache.release(copy);
    }
  }

  /** Another's fetch may fail where ours would not: what is absent after the wait is claimed. */
  private boolean fetchAll(CachedFile copy, TableFile file, long offset, long length)
      throws InterruptedException {
    while (true) {
      List<CachedFile.Run> runs = copy.claim(offset, length);
      if (!fetch(copy, file, runs)) {
        return false;
      }
      if (copy.await(offset, length)) {
        return true;
      }
    }
  }

  private boolean fetch(CachedFile copy, TableFile file, List<CachedFile.Run> runs)
      throws InterruptedException {
    long wanted = runs.stream().mapToLong(CachedFile.Run::length).sum();
    if (wanted > 0 && !cache.reserve(wanted)) {
      runs.forEach(copy::failed);
      return false;
    }
    if (runs.size() == 1) {
      fetchRun(copy, file, runs.getFirst());
      return true;
    }
    List<Future<?>> fetches = new ArrayList<>();
    runs.forEach(run -> fetches.add(cache.fetchers().submit(() -> fetchRun(copy, file, run))));
    joinAll(fetches);
    return true;
  }

  private void fetchRun(CachedFile copy, TableFile file, CachedFile.Run run) {
    boolean whole = false;
    try {
      remote.copy(file, run.offset(), run.length(), copy.channel());
      whole = true;
    } catch (IOException e) {
      throw IoErrors.of(e, file.path());
    } finally {
      if (whole) {
        copy.fetched(run);
      } else {
        cache.unreserve(run.length());
        copy.failed(run);
      }
    }
  }

  /** All must have ended before the copy may be released; then the first failure counts. */
  private static void joinAll(List<Future<?>> fetches) throws InterruptedException {
    RuntimeException failure = null;
    boolean interrupted = false;
    for (Future<?> fetch : fetches) {
      boolean ended = false;
      while (!ended) {
        try {
          fetch.get();
          ended = true;
        } catch (ExecutionException e) {
          ended = true;
          failure = failure == null ? TadashiException.wrap(e) : failure;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      throw new InterruptedException();
    } else if (failure != null) {
      throw failure;
    }
  }

  @Override
  public Optional<Path> localPath(TableFile file) {
    return remote.localPath(file);
  }

  @Override
  public void verify(TableFile file) {
    remote.verify(file);
  }

  @Override
  public Optional<TableFile> find(String path) {
    return remote.find(path);
  }

  @Override
  public ObjectWriter create(String path) {
    return remote.create(path);
  }

  @Override
  public void delete(String path) {
    remote.delete(path);
  }

  @Override
  public void close() {
    remote.close();
  }
}
