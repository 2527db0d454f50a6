package dev.tadashi.tables;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.storage.ObjectStore;
import dev.tadashi.storage.ObjectWriter;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;

/** A new file of metadata; its bytes are gathered and become durable when it is closed. */
final class StoreOutput implements OutputFile {
  private final ObjectStore store;
  private final String path;
  private final String location;

  StoreOutput(ObjectStore store, String path, String location) {
    this.store = store;
    this.path = path;
    this.location = location;
  }

  @Override
  public PositionOutputStream create() {
    return new Gathered();
  }

  /** All files have names that are used once, so there is never one to overwrite. */
  @Override
  public PositionOutputStream createOrOverwrite() {
    return create();
  }

  @Override
  public String location() {
    return location;
  }

  @Override
  public InputFile toInputFile() {
    return new StoreInput(store, path, location);
  }

  private final class Gathered extends PositionOutputStream {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean closed;

    @Override
    public long getPos() {
      return bytes.size();
    }

    @Override
    public void write(int value) {
      bytes.write(value);
    }

    @Override
    public void write(byte[] source, int offset, int length) {
      bytes.write(source, offset, length);
    }

    @Override
    public void close() {
      if (closed) {
        return;
      }
      closed = true;
      try (ObjectWriter writer = store.create(path)) {
        writer.write(ByteBuffer.wrap(bytes.toByteArray()));
        writer.finish();
      } catch (TadashiException e) {
        throw e.code() == ErrorCode.FILE_EXISTS
            ? new AlreadyExistsException(e, "Already exists: %s", location)
            : e;
      }
    }
  }
}
