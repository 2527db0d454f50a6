package dev.tadashi.tables;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.TableFile;
import dev.tadashi.storage.ObjectStore;
import java.nio.ByteBuffer;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.SeekableInputStream;

/** A file of metadata, which is small: it is read whole. */
final class StoreInput implements InputFile {
  private final ObjectStore store;
  private final String path;
  private final String location;

  StoreInput(ObjectStore store, String path, String location) {
    this.store = store;
    this.path = path;
    this.location = location;
  }

  @Override
  public long getLength() {
    return found().size();
  }

  @Override
  public SeekableInputStream newStream() {
    TableFile file = found();
    byte[] bytes = new byte[Math.toIntExact(file.size())];
    store.read(file, 0, ByteBuffer.wrap(bytes));
    return new Bytes(bytes);
  }

  private TableFile found() {
    return store
        .find(path)
        .orElseThrow(() ->
            new TadashiException(ErrorCode.FILE_NOT_FOUND, "'" + path + "' is not there")
                .at("file", path));
  }

  @Override
  public String location() {
    return location;
  }

  @Override
  public boolean exists() {
    return store.find(path).isPresent();
  }

  private static final class Bytes extends SeekableInputStream {
    private final byte[] bytes;
    private int position;

    Bytes(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public long getPos() {
      return position;
    }

    @Override
    public void seek(long to) {
      position = Math.toIntExact(to);
    }

    @Override
    public int read() {
      return position < bytes.length ? bytes[position++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      if (length > 0 && position >= bytes.length) {
        return -1;
      }
      int count = Math.min(length, bytes.length - position);
      System.arraycopy(bytes, position, target, offset, count);
      position += count;
      return count;
    }

    @Override
    public int available() {
      return bytes.length - position;
    }
  }
}
