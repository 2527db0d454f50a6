package dev.tadashi.formats.ipc;

import com.github.luben.zstd.ZstdInputStream;
import dev.tadashi.engine.memory.Buffers;
import dev.tadashi.engine.memory.GrowBuffer;
import dev.tadashi.engine.memory.Memory;
import dev.tadashi.formats.spi.FileErrors;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.TableFile;
import dev.tadashi.storage.ObjectStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.jpountz.lz4.LZ4FrameInputStream;
import org.apache.arrow.flatbuf.BodyCompression;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.CompressionType;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/**
 * Reads the buffers of a batch, decompressed. Memory grows with the bytes, not with their claim.
 */
record IpcBody(ObjectStore store, TableFile file, BufferAllocator allocator, IpcMessage message) {
  private static final int PREFIX = Long.BYTES;
  private static final int STEP = 64 << 10;

  /** In the prefix: what follows is not compressed. */
  private static final long PLAIN = -1;

  /** The buffer at that position, which the caller closes. */
  ArrowBuf read(RecordBatch batch, int position) throws IOException {
    if (position < 0 || position >= batch.buffersLength()) {
      throw FileErrors.corrupt(file, "a batch has too few buffers");
    }
    Buffer buffer = batch.buffers(position);
    long length = message.end() - message.body();
    if (buffer.offset() < 0 || buffer.length() < 0 || buffer.length() > length - buffer.offset()) {
      throw FileErrors.corrupt(file, "a buffer lies outside of its message");
    }
    BodyCompression compression = batch.compression();
    long start = message.body() + buffer.offset();
    return compression == null || buffer.length() == 0
        ? plain(start, buffer.length())
        : decompressed(start, buffer.length(), compression.codec());
  }

  private ArrowBuf plain(long start, long length) {
    if (length == 0) {
      // A bitmap of nothing tells that no row is null.
      return allocator.getEmpty();
    }
    ArrowBuf target = Buffers.allocate(allocator, length);
    try {
      for (long done = 0; done < length; ) {
        int step = (int) Math.min(1 << 30, length - done);
        store.read(file, start + done, target.nioBuffer(done, step));
        done += step;
      }
      return target.writerIndex(length);
    } catch (RuntimeException e) {
      target.close();
      throw e;
    }
  }

  private ArrowBuf decompressed(long start, long length, byte codec) throws IOException {
    if (length < PREFIX) {
      throw FileErrors.corrupt(file, "a compressed buffer is cut short");
    }
    ByteBuffer prefix = ByteBuffer.allocate(PREFIX).order(ByteOrder.LITTLE_ENDIAN);
    store.read(file, start, prefix);
    long claim = prefix.getLong(0);
    if (claim == PLAIN) {
      return plain(start + PREFIX, length - PREFIX);
    }
    if (claim < 0 || claim > Integer.MAX_VALUE || length > Integer.MAX_VALUE) {
      throw wrongSize(claim);
    }
    byte[] compressed = new byte[(int) length - PREFIX];
    store.read(file, start + PREFIX, ByteBuffer.wrap(compressed));
    try (InputStream in = decoder(codec, compressed);
        GrowBuffer grown = new GrowBuffer(allocator)) {
      return decompressed(in, claim, grown);
    }
  }

  private InputStream decoder(byte codec, byte[] compressed) throws IOException {
    InputStream in = new ByteArrayInputStream(compressed);
    return switch (codec) {
      case CompressionType.LZ4_FRAME -> new LZ4FrameInputStream(in);
      case CompressionType.ZSTD -> new ZstdInputStream(in);
      default -> throw FileErrors.unsupported(file, "has buffers of an unknown compression");
    };
  }

  private ArrowBuf decompressed(InputStream in, long claim, GrowBuffer grown) throws IOException {
    byte[] step = new byte[(int) Math.min(STEP, claim + 1)];
    for (int n = in.read(step); n >= 0; n = in.read(step)) {
      if (n > claim - grown.size()) {
        throw wrongSize(claim);
      }
      Memory.put(grown.extend(n), step, n);
    }
    if (grown.size() != claim) {
      throw wrongSize(claim);
    }
    return grown.take();
  }

  private TadashiException wrongSize(long claim) {
    return FileErrors.corrupt(file, "a compressed buffer claims " + claim + " bytes wrongly");
  }
}
