package dev.tadashi.flight.relay;

import io.grpc.Drainable;
import io.grpc.HasByteBuffer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.arrow.flight.grpc.AddWritableBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A message that came from one transport, for another to send. Where both allow it, the memory that
 * it came in is what is sent, and is given back once that has happened; else it is copied.
 */
final class PassedBytes extends FilterInputStream implements Drainable {
  private boolean given;

  PassedBytes(InputStream message) {
    super(message);
  }

  @Override
  public int drainTo(OutputStream out) throws IOException {
    int length = in.available();
    if (!(in instanceof HasByteBuffer memory
        && memory.byteBufferSupported()
        && in.markSupported())) {
      return Math.toIntExact(in.transferTo(out));
    }
    ByteBuf bytes = lend(length);
    try {
      AddWritableBuffer.add(bytes, out, true);
    } finally {
      bytes.release();
    }
    return length;
  }

  /** The message's memory, piece by piece; the message is closed when that is released. */
  private ByteBuf lend(int length) throws IOException {
    in.mark(length);
    Lent lent = new Lent(in);
    given = true;
    try {
      while (in.available() > 0) {
        @Nullable ByteBuffer piece = ((HasByteBuffer) in).getByteBuffer();
        if (piece == null || !piece.hasRemaining()) {
          lent.addFlattenedComponents(true, Unpooled.wrappedBuffer(in.readAllBytes()));
        } else {
          lent.addFlattenedComponents(true, Unpooled.wrappedBuffer(piece));
          in.skipNBytes(piece.remaining());
        }
      }
      return lent;
    } catch (IOException | RuntimeException e) {
      lent.release();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    if (!given) {
      super.close();
    }
  }

  private static final class Lent extends CompositeByteBuf {
    private final InputStream owner;

    Lent(InputStream owner) {
      super(UnpooledByteBufAllocator.DEFAULT, true, Integer.MAX_VALUE);
      this.owner = owner;
    }

    @Override
    protected void deallocate() {
      super.deallocate();
      try {
        owner.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
