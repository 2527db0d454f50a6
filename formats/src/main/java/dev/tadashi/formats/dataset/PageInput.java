package dev.tadashi.formats.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A stretch of a local file as a stream that knows where it is and can go elsewhere. */
final class PageInput extends InputStream {
  private static final int READ = 1024;

  private final FileChannel channel;
  private final long end;
  private final ByteBuffer buffer = ByteBuffer.allocate(READ).limit(0);
  private long next;

  PageInput(FileChannel channel, long start, long end) {
    this.channel = channel;
    this.next = start;
    this.end = end;
  }

  long position() {
    return next - buffer.remaining();
  }

  long left() {
    return end - position();
  }

  void skipTo(long position) {
    buffer.limit(0);
    next = position;
  }

  private boolean fill() throws IOException {
    if (buffer.hasRemaining()) {
      return true;
    }
    buffer.clear().limit((int) Math.max(0, Math.min(READ, end - next)));
    int read = buffer.hasRemaining() ? channel.read(buffer, next) : -1;
    buffer.flip();
    next += Math.max(0, read);
    return read > 0;
  }

  @Override
  public int read() throws IOException {
    return fill() ? buffer.get() & 0xFF : -1;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int n = Math.min(length, buffer.remaining());
    buffer.get(into, offset, n);
    return n;
  }
}
