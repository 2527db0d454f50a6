package dev.tadashi.formats.text;

import dev.tadashi.model.table.TableFile;
import dev.tadashi.storage.ObjectStore;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** A stretch of a file of a store as a stream, read in blocks. */
final class StoreStream extends InputStream {
  private static final int BLOCK = 4 << 20;

  private final ObjectStore store;
  private final TableFile file;
  private final long end;
  private final ByteBuffer block;
  private long next;

  StoreStream(ObjectStore store, TableFile file, long from, long to) {
    this.store = store;
    this.file = file;
    this.next = from;
    this.end = to;
    this.block = ByteBuffer.allocate((int) Math.clamp(to - from, 0, BLOCK)).limit(0);
  }

  private boolean fill() {
    if (block.hasRemaining()) {
      return true;
    }
    int length = (int) Math.min(block.capacity(), end - next);
    if (length <= 0) {
      return false;
    }
    store.read(file, next, block.clear().limit(length));
    block.flip();
    next += length;
    return true;
  }

  @Override
  public int read() {
    return fill() ? block.get() & 0xFF : -1;
  }

  @Override
  public int read(byte[] into, int offset, int length) {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int n = Math.min(length, block.remaining());
    block.get(into, offset, n);
    return n;
  }

  @Override
  public int available() {
    return block.remaining();
  }
}
