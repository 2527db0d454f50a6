package dev.tadashi.server.managed;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.TableFile;
import dev.tadashi.storage.ObjectStore;
import dev.tadashi.storage.ObjectVisitor;
import dev.tadashi.storage.ObjectWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;

/** A store that fails at its n-th use from now, before or after it has done what was asked. */
final class FlakyStore implements ObjectStore {
  private final ObjectStore store;
  private final Faults faults;

  /** When it fails, and how. */
  static final class Faults {
    private int usesLeft = Integer.MAX_VALUE;
    private int failures;
    private boolean afterwards;
    private ErrorCode code = ErrorCode.STORE_UNREACHABLE;

    /** From the n-th use on so many uses fail. */
    synchronized void failAt(int use, int times, boolean afterwards, ErrorCode code) {
      this.usesLeft = use;
      this.failures = times;
      this.afterwards = afterwards;
      this.code = code;
    }

    synchronized void heal() {
      usesLeft = Integer.MAX_VALUE;
      failures = 0;
    }

    private synchronized void use(boolean after) {
      if (after != afterwards || failures == 0) {
        return;
      } else if (usesLeft > 0) {
        usesLeft--;
        return;
      }
      failures--;
      throw new TadashiException(code, "the store fails as told");
    }
  }

  FlakyStore(ObjectStore store, Faults faults) {
    this.store = store;
    this.faults = faults;
  }

  @Override
  public String uri() {
    return store.uri();
  }

  @Override
  public void list(String folder, ObjectVisitor visitor) {
    faults.use(false);
    store.list(folder, visitor);
  }

  @Override
  public void read(TableFile file, long offset, ByteBuffer target) {
    faults.use(false);
    store.read(file, offset, target);
  }

  @Override
  public void copy(TableFile file, long offset, long length, FileChannel target) {
    store.copy(file, offset, length, target);
  }

  @Override
  public Optional<Path> localPath(TableFile file) {
    return store.localPath(file);
  }

  @Override
  public void verify(TableFile file) {
    store.verify(file);
  }

  @Override
  public Optional<TableFile> find(String path) {
    faults.use(false);
    return store.find(path);
  }

  @Override
  public ObjectWriter create(String path) {
    faults.use(false);
    ObjectWriter writer = store.create(path);
    return new ObjectWriter() {
      @Override
      public void write(ByteBuffer bytes) {
        writer.write(bytes);
      }

      @Override
      public TableFile finish() {
        TableFile file = writer.finish();
        faults.use(true);
        return file;
      }

      @Override
      public void close() {
        writer.close();
      }
    };
  }

  @Override
  public void delete(String path) {
    faults.use(false);
    store.delete(path);
  }

  @Override
  public void close() {
    store.close();
  }
}
