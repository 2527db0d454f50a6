package dev.tadashi.server.task;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import java.io.IOException;
import java.io.InputStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamReader;

/** The batches of an Arrow IPC stream. */
final class IpcBatches implements BatchStream {
  private final ArrowStreamReader reader;

  IpcBatches(InputStream in, BufferAllocator allocator) {
    this.reader = new ArrowStreamReader(in, allocator);
  }

  @Override
  public VectorSchemaRoot root() {
    try {
      return reader.getVectorSchemaRoot();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  @Override
  public boolean next() {
    try {
      return reader.loadNextBatch();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  @Override
  public void close() {
    try {
      reader.close();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private static TadashiException unreadable(IOException e) {
    return new TadashiException(ErrorCode.INTERNAL, "a result cannot be read: " + e, e);
  }
}
