package dev.tadashi.storage.cache;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.TableFile;
import dev.tadashi.storage.ObjectStore;
import dev.tadashi.storage.ObjectVisitor;
import dev.tadashi.storage.ObjectWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A far store whose every byte can be foretold, and that counts what it is asked for. */
final class CountedStore implements ObjectStore {
  final AtomicLong bytes = new AtomicLong();
  final AtomicInteger failures = new AtomicInteger();

  static byte at(TableFile file, long offset) {
    return (byte) (file.path().hashCode() * 31L + offset * 7 + (offset >> 12));
  }

  static ByteBuffer content(TableFile file, long offset, int length) {
    ByteBuffer all = ByteBuffer.allocate(length);
    for (int i = 0; i < length; i++) {
      all.put(at(file, offset + i));
    }
    return all.flip();
  }

  private ByteBuffer fetch(TableFile file, long offset, int length) {
    if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new TadashiException(ErrorCode.STORE_UNREACHABLE, "down");
    }
    bytes.addAndGet(length);
    return content(file, offset, length);
  }

  @Override
  public String uri() {
    return "far://away";
  }

  @Override
  public void list(String folder, ObjectVisitor visitor) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void read(TableFile file, long offset, ByteBuffer target) {
    target.put(fetch(file, offset, target.remaining()));
  }

  @Override
  public void copy(TableFile file, long offset, long length, FileChannel target) {
    try {
      ByteBuffer all = fetch(file, offset, Math.toIntExact(length));
      while (all.hasRemaining()) {
        target.write(all, offset + all.position());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Optional<Path> localPath(TableFile file) {
    return Optional.empty();
  }

  @Override
  public void verify(TableFile file) {
    // Never changes.
  }

  @Override
  public Optional<TableFile> find(String path) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ObjectWriter create(String path) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void delete(String path) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    // Holds nothing.
  }
}
